/* number.h: the numbers people type and read aloud, each with a check digit.
 *
 * card number    16 digits, the last by Luhn, shown "1234 5678 9012 3456".
 *                The property of a card can not be read from it (A1, A2).
 * order number   12 digits, the last by Verhoeff (finds every single wrong
 *                digit and every swap of neighbours), shown "1234-5678-9012";
 *                11 random digits, the customer's secret until the door (B1).
 * supply number  "S" and 9 digits, the last by Verhoeff, shown "S1234-56789";
 *                random too: the one can not be derived from the other.
 * voucher code   16 of 31 letters and digits that are not taken for one another
 *                (no 0, 1, I, L, O), the last of them weighted modulo 31, which
 *                finds the same slips; shown "ABCD-EFGH-JKMN-PQRS"; 74 random
 *                bits.
 *
 * Entry is forgiving: spaces, hyphens, full-width characters, lower case.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#define CARD_NUMBER_SIZE 17
#define ORDER_NUMBER_SIZE 13
#define SUPPLY_NUMBER_SIZE 11
#define VOUCHER_CODE_SIZE 17
#define NUMBER_SHOWN_SIZE 24

/* Brings what was typed into the plain form; false when it can not be such a
 * number (length, other characters, check digit). */
bool card_number_parse(char out[CARD_NUMBER_SIZE], const char *typed);
bool order_number_parse(char out[ORDER_NUMBER_SIZE], const char *typed);
bool supply_number_parse(char out[SUPPLY_NUMBER_SIZE], const char *typed);
bool voucher_code_parse(char out[VOUCHER_CODE_SIZE], const char *typed);

void card_number_show(char out[NUMBER_SHOWN_SIZE], const char *plain);
void order_number_show(char out[NUMBER_SHOWN_SIZE], const char *plain);
void supply_number_show(char out[NUMBER_SHOWN_SIZE], const char *plain);
void voucher_code_show(char out[NUMBER_SHOWN_SIZE], const char *plain);

/* Fresh ones from the system's random generator. */
void card_number_make(char out[CARD_NUMBER_SIZE]);
void order_number_make(char out[ORDER_NUMBER_SIZE]);
void supply_number_make(char out[SUPPLY_NUMBER_SIZE]);
void voucher_code_make(char out[VOUCHER_CODE_SIZE]);

#endif
