/* rules.h: whether a document keeps the rules of its schema.
 *
 * Checked are, of the parts of camt.053.001.08 and pain.001.001.09 that we
 * write: that the document is well-formed, in its namespace; which elements may
 * stand in which, in which order, how often; the choices; the simple types
 * (Max35Text and the like by characters, dates and times that exist, amounts
 * with at most 18 digits and as many decimals as their currency has, currency
 * and BIC by pattern, code lists); the sums: opening balance and entries make
 * the closing balance, totals, numbers of transactions and control sums.
 *
 * Not checked: parts that we do not write (an element that is in the schema
 * and not in this table counts as wrong); rules of use of single communities
 * (SEPA, CGI-MP, the Korean banks'); whether a BIC is given to a bank; that ids
 * are unique over time.
 */
#ifndef TESTS_ISO20022_RULES_H
#define TESTS_ISO20022_RULES_H

/* NULL when it keeps them; else what is wrong, in a static buffer. */
const char *rules_broken(const char *document);

#endif
