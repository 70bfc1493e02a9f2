/* storefront_order_words.c: which section of a template says what. */
#include <assert.h>
#include "domain/message.h"
#include "storefront_order.h"

const char *order_state_section(enum order_state s)
{
	static const char *const sections[ORDER_STATE_COUNT] = {
		[ORDER_PLACED] = "STATE_PLACED",
		[ORDER_CHECKING] = "STATE_CHECKING",
		[ORDER_CONFIRMED] = "STATE_CONFIRMED",
		[ORDER_HELD] = "STATE_HELD",
		[ORDER_SUPPLIED] = "STATE_SUPPLIED",
		[ORDER_IN_TRANSIT] = "STATE_IN_TRANSIT",
		[ORDER_DELIVERED] = "STATE_DELIVERED",
		[ORDER_SETTLEMENT_ASKED] = "STATE_SETTLEMENT_ASKED",
		[ORDER_SETTLED] = "STATE_SETTLED",
		[ORDER_DECLINED] = "STATE_DECLINED",
		[ORDER_EXPIRED] = "STATE_EXPIRED",
		[ORDER_CANCELLED] = "STATE_CANCELLED",
		[ORDER_DISPUTED] = "STATE_DISPUTED",
	};

	assert(s < ORDER_STATE_COUNT && sections[s]);
	return sections[s];
}

const char *order_step_section(enum step s)
{
	static const char *const sections[STEP_COUNT] = {
		[STEP_PLACED] = "STEP_PLACED",
		[STEP_CHECK_SENT] = "STEP_CHECK_SENT",
		[STEP_CONFIRMED] = "STEP_CONFIRMED",
		[STEP_HELD] = "STEP_HELD",
		[STEP_HOLD_REFUSED] = "STEP_HOLD_REFUSED",
		[STEP_SAID_NO] = "STEP_SAID_NO",
		[STEP_CHECK_SPENT] = "STEP_CHECK_SPENT",
		[STEP_CHECK_DEAD] = "STEP_CHECK_DEAD",
		[STEP_CHECK_EXPIRED] = "STEP_CHECK_EXPIRED",
		[STEP_CANCELLED] = "STEP_CANCELLED",
		[STEP_SUPPLIED] = "STEP_SUPPLIED",
		[STEP_TAKEN_OVER] = "STEP_TAKEN_OVER",
		[STEP_POINT] = "STEP_POINT",
		[STEP_LAST_POINT] = "STEP_LAST_POINT",
		[STEP_DELIVERED] = "STEP_DELIVERED",
		[STEP_SETTLEMENT_ASKED] = "STEP_SETTLEMENT_ASKED",
		[STEP_PAY_AGREED] = "STEP_PAY_AGREED",
		[STEP_PAY_SILENCE] = "STEP_PAY_SILENCE",
		[STEP_SETTLED] = "STEP_SETTLED",
		[STEP_CLAIMED] = "STEP_CLAIMED",
		[STEP_NEVER_DELIVERED] = "STEP_NEVER_DELIVERED",
		[STEP_RETURNED] = "STEP_RETURNED",
		[STEP_REFUNDED] = "STEP_REFUNDED",
	};

	assert(s < STEP_COUNT && sections[s]);
	return sections[s];
}

const char *order_money_section(enum order_money m)
{
	switch (m) {
	case MONEY_NOT_YET: return "MONEY_NOT_YET";
	case MONEY_BEING_HELD: return "MONEY_BEING_HELD";
	case MONEY_HELD: return "MONEY_HELD";
	case MONEY_BEING_PAID: return "MONEY_BEING_PAID";
	case MONEY_PAID: return "MONEY_PAID";
	case MONEY_GOING_BACK: return "MONEY_GOING_BACK";
	case MONEY_BACK: return "MONEY_BACK";
	case MONEY_NEVER_MOVED: return "MONEY_NEVER_MOVED";
	}
	assert(!"a place for money");
	return "";
}

const char *order_money_holder(enum order_money m)
{
	switch (m) {
	case MONEY_HELD:
	case MONEY_BEING_PAID:
	case MONEY_GOING_BACK:
		return "AT_ESCROW";
	case MONEY_PAID:
		return "AT_SUPPLIER";
	case MONEY_NOT_YET:
	case MONEY_BEING_HELD:
	case MONEY_BACK:
	case MONEY_NEVER_MOVED:
		break;
	}
	return "AT_CUSTOMER";
}

const char *message_section(enum message_kind k)
{
	static const char *const sections[MESSAGE_KIND_COUNT] = {
		[MESSAGE_ORDER_CHECK] = "M_ORDER_CHECK",
		[MESSAGE_ORDER_HELD] = "M_ORDER_HELD",
		[MESSAGE_ORDER_NEW] = "M_ORDER_NEW",
		[MESSAGE_ORDER_DECLINED] = "M_ORDER_DECLINED",
		[MESSAGE_ORDER_CANCELLED] = "M_ORDER_CANCELLED",
		[MESSAGE_DELIVERY_POINT] = "M_DELIVERY_POINT",
		[MESSAGE_DELIVERED] = "M_DELIVERED",
		[MESSAGE_SETTLEMENT_CHECK] = "M_SETTLEMENT_CHECK",
		[MESSAGE_SETTLED] = "M_SETTLED",
		[MESSAGE_CLAIMED] = "M_CLAIMED",
		[MESSAGE_RETURNED] = "M_RETURNED",
		[MESSAGE_REFUNDED] = "M_REFUNDED",
		[MESSAGE_REPLY_TROUBLE] = "M_REPLY_TROUBLE",
	};

	assert(k < MESSAGE_KIND_COUNT && sections[k]);
	return sections[k];
}
