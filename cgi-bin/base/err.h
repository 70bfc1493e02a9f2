/* err.h: every expected refusal of the house, in one list.
 *
 * An `enum err` is an answer, not a defect: a defect is an assert and the
 * process dies. Each refusal has a name, which machines read (the settlement
 * protocol sends it) and tests name; persons read the sentence that
 * templates/error.html and the fields' hints hold for it.
 *
 * The LEDGER_ part is in the order in which the ledger asks its questions:
 * the first that fails is the answer (ledger/ledger.h).
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_LIST(X) \
	X(OK, "ok") \
	/* the request itself */ \
	X(ERR_NOT_FOUND, "not_found") \
	X(ERR_METHOD, "method_not_allowed") \
	X(ERR_MALFORMED, "malformed") \
	X(ERR_TOO_LARGE, "too_large") \
	X(ERR_FIELDS, "fields_not_valid") \
	X(ERR_CSRF, "form_expired") \
	X(ERR_SIGNED_OUT, "signed_out") \
	X(ERR_FORBIDDEN, "forbidden") \
	X(ERR_TOO_MANY_TRIES, "too_many_tries") \
	/* a field */ \
	X(ERR_FIELD_MISSING, "field_missing") \
	X(ERR_FIELD_TOO_LONG, "field_too_long") \
	X(ERR_FIELD_NOT_TEXT, "field_not_text") \
	X(ERR_FIELD_NOT_NUMBER, "field_not_number") \
	X(ERR_FIELD_OUT_OF_RANGE, "field_out_of_range") \
	X(ERR_FIELD_NOT_CHOICE, "field_not_choice") \
	/* cards and sign-in */ \
	X(ERR_CARD_UNKNOWN, "card_unknown") \
	X(ERR_LOGIN_UNKNOWN, "login_unknown") \
	X(ERR_LOGIN_TAKEN, "login_taken") \
	X(ERR_PASSWORD_SHORT, "password_too_short") \
	X(ERR_BIRTH_DATE, "birth_date_not_valid") \
	X(ERR_REGISTRATION_NUMBER, "registration_number_not_valid") \
	X(ERR_PHONE, "phone_not_valid") \
	X(ERR_RECOVERY_WRONG, "recovery_answer_wrong") \
	X(ERR_AGREEMENT, "agreement_not_given") \
	X(ERR_NOT_OFFERED, "not_offered") \
	X(ERR_CARD_STATE, "card_state_does_not_allow") \
	/* wallet: charges, vouchers, sources, refunds */ \
	X(ERR_VOUCHER_UNKNOWN, "voucher_unknown") \
	X(ERR_VOUCHER_USED, "voucher_used") \
	X(ERR_SOURCE_UNKNOWN, "source_unknown") \
	X(ERR_SOURCES_SUM, "sources_do_not_add_up") \
	X(ERR_SOURCE_TOO_LITTLE, "source_has_too_little") \
	X(ERR_REFUND_TOO_MUCH, "refund_exceeds_paid") \
	X(ERR_OWN_GOODS, "own_goods") \
	/* catalogue and cart */ \
	X(ERR_PRODUCT_NOT_FOR_CARD, "product_not_for_card") \
	X(ERR_PRODUCT_WITHDRAWN, "product_withdrawn") \
	X(ERR_PRODUCT_SOLD_OUT, "product_sold_out") \
	X(ERR_CART_EMPTY, "cart_empty") \
	X(ERR_CART_CHANGED, "cart_changed") \
	X(ERR_CART_FULL, "cart_full") \
	/* orders, checks, numbers */ \
	X(ERR_FUNDS_TOO_LITTLE, "funds_too_little") \
	X(ERR_ORDER_STEP, "order_step_not_allowed") \
	X(ERR_ORDER_NUMBER_WRONG, "order_number_wrong") \
	X(ERR_CHECK_UNKNOWN, "check_unknown") \
	X(ERR_CHECK_WRONG_CODE, "check_wrong_code") \
	X(ERR_CHECK_EXPIRED, "check_expired") \
	X(ERR_CHECK_USED, "check_used") \
	X(ERR_CHECK_SPENT, "check_tries_spent") \
	X(ERR_CHECK_CHANGED, "check_order_changed") \
	X(ERR_REPLY_NOT_UNDERSTOOD, "reply_not_understood") \
	/* the settlement protocol, before the ledger is asked */ \
	X(ERR_PARTY_UNKNOWN, "party_unknown") \
	X(ERR_SIGNATURE_WRONG, "signature_wrong") \
	X(ERR_REQUEST_TIME, "request_time_out_of_window") \
	X(ERR_REQUEST_REPLAYED, "request_replayed") \
	X(ERR_BATCH_TOO_LARGE, "batch_too_large") \
	/* the ledger, in the order asked */ \
	X(ERR_LEDGER_ID_NOT_VALID, "id_not_valid") \
	X(ERR_LEDGER_ID_REUSED, "id_used_with_other_content") \
	X(ERR_LEDGER_KIND_UNKNOWN, "kind_unknown") \
	X(ERR_LEDGER_AMOUNT_NOT_POSITIVE, "amount_not_positive") \
	X(ERR_LEDGER_AMOUNT_TOO_LARGE, "amount_too_large") \
	X(ERR_LEDGER_CURRENCY_UNKNOWN, "currency_unknown") \
	X(ERR_LEDGER_ACCOUNT_NOT_FOUND, "account_not_found") \
	X(ERR_LEDGER_ACCOUNT_CLOSED, "account_closed") \
	X(ERR_LEDGER_NOT_YOURS, "not_yours") \
	X(ERR_LEDGER_ACCOUNT_KIND, "account_kind_not_allowed") \
	X(ERR_LEDGER_LINE, "line_not_offered") \
	X(ERR_LEDGER_ACCOUNTS_SAME, "accounts_are_the_same") \
	X(ERR_LEDGER_CURRENCY_DIFFERS, "currency_differs") \
	X(ERR_LEDGER_HOLD_NOT_FOUND, "hold_not_found") \
	X(ERR_LEDGER_HOLD_CAPTURED, "hold_already_captured") \
	X(ERR_LEDGER_HOLD_VOIDED, "hold_already_voided") \
	X(ERR_LEDGER_EXCEEDS_HOLD, "amount_exceeds_hold") \
	X(ERR_LEDGER_EXCEEDS_CAPTURED, "amount_exceeds_captured") \
	X(ERR_LEDGER_SPLITS, "splits_do_not_add_up") \
	X(ERR_LEDGER_EXCEEDS_AVAILABLE, "amount_exceeds_available") \
	X(ERR_LEDGER_IN_USE, "account_in_use") \
	X(ERR_LEDGER_BALANCE_OVERFLOW, "balance_out_of_range") \
	/* the outside failing: logged once, where it is first known */ \
	X(ERR_STORE_UNAVAILABLE, "store_unavailable") \
	X(ERR_STORE_CONFLICT, "store_conflict") \
	X(ERR_SETTLEMENT_UNAVAILABLE, "settlement_unavailable") \
	X(ERR_PUSH_UNAVAILABLE, "push_unavailable") \
	X(ERR_TEMPLATE_UNAVAILABLE, "template_unavailable")

enum err {
#define X(name, text) name,
	ERR_LIST(X)
#undef X
	ERR_COUNT
};

/* The machine's name of a refusal; never NULL. */
const char *err_name(enum err e);

/* The refusal of that name; ERR_COUNT when there is none. */
enum err err_by_name(const char *name);

#endif
