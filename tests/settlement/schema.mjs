// schema.mjs: whether a value is what a schema of the OpenAPI document says: as much of JSON schema as that uses.
export const follow = (doc, schema) => schema.$ref ? follow(doc, schema.$ref.slice(2).split('/').reduce((at, n) => at[n], doc)) : schema;

const types = {
  object: v => typeof v === 'object' && v !== null && !Array.isArray(v),
  array: Array.isArray,
  string: v => typeof v === 'string',
  integer: Number.isSafeInteger,
};

// what is wrong, as sentences
export function wrong(doc, given, value, at = '') {
  const s = follow(doc, given);
  if (value === null && s.nullable) return [];
  if (s.allOf) return s.allOf.flatMap(part => wrong(doc, part, value, at));
  if (s.oneOf) {
    const named = s.discriminator && s.discriminator.mapping[value?.[s.discriminator.propertyName]];
    return named ? wrong(doc, { $ref: named }, value, at) : [`${at}: none of the forms`];
  }
  if (s.type && !types[s.type](value)) return [`${at}: ${JSON.stringify(value)} is no ${s.type}`];
  const out = [];
  if (s.enum && !s.enum.includes(value)) out.push(`${at}: ${value} is not in the list`);
  if (s.pattern && !new RegExp(s.pattern).test(value)) out.push(`${at}: ${value} has not the form`);
  if (value.length > s.maxLength) out.push(`${at}: too long`);
  if (value < s.minimum || value > s.maximum) out.push(`${at}: ${value} is out of range`);
  if (s.type === 'array') {
    if (value.length < s.minItems || value.length > s.maxItems) out.push(`${at}: ${value.length} items`);
    value.forEach((v, i) => out.push(...wrong(doc, s.items, v, `${at}[${i}]`)));
  }
  if (s.type === 'object' && s.properties) {
    for (const n of s.required ?? []) if (!(n in value)) out.push(`${at}.${n} is missing`);
    for (const [n, v] of Object.entries(value)) {
      if (s.properties[n]) out.push(...wrong(doc, s.properties[n], v, `${at}.${n}`));
      else if (s.additionalProperties === false) out.push(`${at}.${n} is not described`);
    }
  }
  return out;
}
