//! The provider's error codes (section 9): the HTTP status each comes with, and its title.

/// Code, HTTP status, title.
const CODES: &[(i64, u16, &str)] = &[
    (0, 401, "AuthException"),
    (1, 400, "API Unknown"),
    (2, 503, "API Service"),
    (3, 500, "API Method"),
    (4, 400, "API Too Many Calls"),
    (10, 403, "Permission Denied"),
    (15, 400, "This method must be called with an app access_token."),
    (33, 400, "Parameter value is not valid"),
    (100, 400, "Invalid parameter"),
    (104, 400, "An access token is required to request this resource."),
    (190, 401, "Access token has expired"),
    (200, 403, "Permission denied"),
    (368, 403, "Temporarily blocked for policies violations"),
    (2200, 400, "Callback verification failed"),
    (80_007, 400, "Rate limit issues"),
    (130_403, 400, "User is blocked by the business"),
    (130_429, 400, "Rate limit hit"),
    (130_472, 400, "User's number is part of an experiment"),
    (130_497, 403, "Business account is restricted from messaging users in this country"),
    (131_000, 500, "Something went wrong"),
    (131_005, 403, "Access denied"),
    (131_008, 400, "Required parameter is missing"),
    (131_009, 400, "Parameter value is not valid"),
    (131_016, 500, "Service unavailable"),
    (131_021, 400, "Recipient cannot be sender"),
    (131_026, 400, "Message undeliverable"),
    (131_030, 400, "Recipient phone number not in allowed list"),
    (131_031, 403, "Account has been locked"),
    (131_037, 400, "WhatsApp provided number needs display name approval before message can be sent"),
    (131_042, 400, "Business eligibility payment issue"),
    (131_045, 500, "Incorrect certificate"),
    (131_047, 400, "Re-engagement message"),
    (131_048, 400, "Spam rate limit hit"),
    (131_049, 400, "This message was not delivered to maintain healthy ecosystem engagement"),
    (131_050, 400, "User has stopped receiving marketing messages from this business"),
    (131_051, 400, "Unsupported message type"),
    (131_052, 400, "Media download error"),
    (131_053, 400, "Media upload error"),
    (131_055, 400, "Method not allowed"),
    (131_056, 400, "(Business Account, Consumer Account) pair rate limit hit"),
    (131_057, 500, "Account in maintenance mode"),
    (131_060, 400, "This message is currently unavailable"),
    (131_062, 400, "Business-scoped user ids can't be used for this message"),
    (131_063, 400, "Marketing messages are disabled on Cloud API"),
    (131_064, 400, "Limited after template misclassification"),
    (132_000, 400, "Number of parameters does not match the expected number of params"),
    (132_001, 404, "Template name does not exist in the translation"),
    (132_005, 400, "Translated text too long"),
    (132_007, 400, "Template format character policy violated"),
    (132_008, 400, "Template parameter value is not valid"),
    (132_012, 400, "Parameter format does not match format in the created template"),
    (132_015, 400, "Template is paused"),
    (132_016, 400, "Template is disabled"),
    (132_018, 400, "Template parameters failed validation"),
    (132_068, 400, "Flow is in blocked state"),
    (132_069, 400, "Flow is in throttled state"),
    (133_000, 500, "Incomplete deregistration"),
    (133_004, 503, "Server temporarily unavailable"),
    (133_005, 400, "Two-step verification PIN mismatch"),
    (133_006, 400, "Phone number needs to be verified before registering"),
    (133_008, 400, "Too many two-step verification PIN guesses"),
    (133_009, 400, "Two-step verification PIN guessed too fast"),
    (133_010, 400, "Phone number not registered"),
    (133_015, 400, "Please wait a few minutes before registering this phone number"),
    (133_016, 400, "Account register deregister rate limit exceeded"),
    (134_011, 400, "Payments terms of service have not been accepted"),
    (134_100, 400, "Only marketing messages are supported"),
    (134_101, 500, "Template is still being synchronised"),
    (134_102, 500, "Template is unavailable for marketing messages"),
    (135_000, 400, "Generic user error"),
    (136_024, 400, "Phone number can't get a code"),
    (136_025, 400, "Code couldn't be verified"),
    (137_000, 400, "Identity key hash does not match"),
    (139_100, 400, "Failed to block/unblock users"),
    (139_101, 400, "Blocklist limit reached"),
];

/// What templates are refused with (section 7.2): a subcode of 100, and its title for the user.
const TEMPLATE_CODES: &[(i64, &str)] = &[
    (2_388_019, "Message template limit exceeded"),
    (2_388_024, "Content in This Language Already Exists"),
    (2_388_039, "Message template can't be changed in its status"),
    (2_388_040, "Message template field is too long"),
    (2_388_047, "Message template header is malformed"),
    (2_388_072, "Message template body is malformed"),
    (2_388_073, "Message template footer is malformed"),
    (2_388_293, "Message template has too many variables for its length"),
    (2_388_299, "Message template variables can't be at the start or the end"),
];

/// HTTP status and title of a code; one that isn't listed is somebody's fault rule.
pub(crate) fn known(code: i64) -> (u16, &'static str) {
    CODES.iter().find(|(listed, ..)| *listed == code).map_or((400, "Injected fault"), |(_, status, title)| (*status, title))
}

/// The user's title of a template's code.
pub(super) fn template_title(subcode: i64) -> &'static str {
    TEMPLATE_CODES.iter().find(|(listed, _)| *listed == subcode).map_or("Template refused", |(_, title)| title)
}

/// Every code that is listed, subcodes of templates included.
pub(super) fn all() -> impl Iterator<Item = i64> {
    CODES.iter().map(|(code, ..)| *code).chain(TEMPLATE_CODES.iter().map(|(subcode, _)| *subcode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_listed_once_in_order() {
        assert!(CODES.is_sorted_by(|a, b| a.0 < b.0) && TEMPLATE_CODES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(known(132_001), (404, "Template name does not exist in the translation"));
    }
}
