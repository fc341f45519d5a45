//! The account: state, review, alerts and settings (section 5.2).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, List, Number, Time, words};

words! {
    /// What happened to the account; says which of the other members is there.
    Event {
        AccountDeleted = "ACCOUNT_DELETED",
        AccountOffboarded = "ACCOUNT_OFFBOARDED",
        AccountReconnected = "ACCOUNT_RECONNECTED",
        VerifiedAccount = "VERIFIED_ACCOUNT",
        AccountRestriction = "ACCOUNT_RESTRICTION",
        AccountViolation = "ACCOUNT_VIOLATION",
        DisabledUpdate = "DISABLED_UPDATE",
        AdAccountLinked = "AD_ACCOUNT_LINKED",
        MmLiteTermsSigned = "MM_LITE_TERMS_SIGNED",
        PartnerAdded = "PARTNER_ADDED",
        PartnerAppInstalled = "PARTNER_APP_INSTALLED",
        PartnerAppUninstalled = "PARTNER_APP_UNINSTALLED",
        PartnerRemoved = "PARTNER_REMOVED",
        AuthIntlPriceEligibilityUpdate = "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
        BusinessPrimaryLocationCountryUpdate = "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
        PartnerClientCertificationStatusUpdate = "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
        VolumeBasedPricingTierUpdate = "VOLUME_BASED_PRICING_TIER_UPDATE",
    }
}

words! {
    /// What the account may no longer do.
    RestrictionType {
        BizInitiatedMessaging = "RESTRICTED_BIZ_INITIATED_MESSAGING",
        CustomerInitiatedMessaging = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
        AddPhoneNumberAction = "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
    }
}

words! {
    /// How far a ban has come.
    BanState {
        ScheduleForDisable = "SCHEDULE_FOR_DISABLE",
        Disable = "DISABLE",
        Reinstate = "REINSTATE",
    }
}

words! {
    /// Why a partner is gone.
    DisconnectionReason {
        AccountDisconnected = "ACCOUNT_DISCONNECTED",
        BusinessDowngrade = "BUSINESS_DOWNGRADE",
        ChangeNumber = "CHANGE_NUMBER",
        CompanionInactivity = "COMPANION_INACTIVITY",
        PrimaryInactivity = "PRIMARY_INACTIVITY",
        UserReRegistered = "USER_RE_REGISTERED",
    }
}

words! {
    /// Who ended a connection.
    InitiatedBy {
        User = "USER",
        System = "SYSTEM",
    }
}

words! {
    /// What a review came to.
    Decision {
        Approved = "APPROVED",
        Rejected = "REJECTED",
        Pending = "PENDING",
        Deferred = "DEFERRED",
    }
}

words! {
    /// How much an alert matters.
    Severity {
        Critical = "CRITICAL",
        Warning = "WARNING",
        Informational = "INFORMATIONAL",
    }
}

/// `account_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Update {
    pub event: Field<Event>,
    /// Of a verified account.
    pub phone_number: Field<Id>,
    /// Of a new country.
    pub country: Field<String>,
    pub restriction_info: List<Restriction>,
    pub violation_info: Field<Violation>,
    pub ban_info: Field<Ban>,
    pub waba_info: Field<WabaInfo>,
    pub disconnection_info: Field<Disconnection>,
    pub auth_international_rate_eligibility: Field<RateEligibility>,
    pub partner_client_certification_info: Field<Certification>,
    pub volume_tier_info: Field<VolumeTier>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One restriction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Restriction {
    pub restriction_type: Field<RestrictionType>,
    pub expiration: Field<Time>,
    pub remediation: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Which rule was broken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Violation {
    pub violation_type: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A ban, to come, come or lifted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ban {
    pub waba_ban_state: Field<BanState>,
    /// A date in words.
    pub waba_ban_date: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Whose account it is, and who was let in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WabaInfo {
    pub waba_id: Field<Id>,
    pub owner_business_id: Field<Id>,
    pub partner_app_id: Field<Id>,
    pub ad_account_linked: Field<Id>,
    pub solution_id: Field<Id>,
    pub solution_partner_business_ids: List<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// How a partner went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Disconnection {
    pub reason: Field<DisconnectionReason>,
    pub initiated_by: Field<InitiatedBy>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// From when international authentication rates hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RateEligibility {
    pub start_time: Field<Time>,
    pub exception_countries: List<ExceptionCountry>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A country with a date of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExceptionCountry {
    pub country_code: Field<String>,
    pub start_time: Field<Time>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// How far a client's certification has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Certification {
    pub client_business_id: Field<Id>,
    pub status: Field<String>,
    pub rejection_reasons: List<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A new price tier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VolumeTier {
    pub tier_update_time: Field<Time>,
    pub pricing_category: Field<String>,
    pub tier: Field<String>,
    pub effective_month: Field<String>,
    pub region: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `account_review_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Review {
    pub decision: Field<Decision>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `account_alerts`; the older form has the members of [`AlertInfo`] beside the entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Alert {
    pub entity_type: Field<String>,
    pub entity_id: Field<Id>,
    pub alert_info: Field<AlertInfo>,
    pub alert_severity: Field<Severity>,
    pub alert_status: Field<String>,
    pub alert_type: Field<String>,
    pub alert_description: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What an alert says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertInfo {
    pub alert_severity: Field<Severity>,
    pub alert_status: Field<String>,
    pub alert_type: Field<String>,
    pub alert_description: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `account_settings_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub messaging_product: Field<String>,
    pub timestamp: Field<Time>,
    #[serde(rename = "type")]
    pub kind: Field<String>,
    pub phone_number_settings: Field<NumberSettings>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// The settings of one number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NumberSettings {
    pub phone_number_id: Field<Id>,
    pub calling: Field<Calling>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Whether and when a number takes calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calling {
    pub status: Field<String>,
    pub call_icon_visibility: Field<String>,
    pub callback_permission_status: Field<String>,
    pub call_hours: Field<CallHours>,
    pub sip: Field<Sip>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// When calls are taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallHours {
    pub status: Field<String>,
    pub timezone_id: Field<Id>,
    pub weekly_operating_hours: List<OperatingHours>,
    pub holiday_schedule: List<Holiday>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One day of the week; times are `HHMM`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OperatingHours {
    pub day_of_week: Field<String>,
    pub open_time: Field<Id>,
    pub close_time: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One day that is different; times are `HHMM`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Holiday {
    pub date: Field<String>,
    pub start_time: Field<Id>,
    pub end_time: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where calls go by SIP.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sip {
    pub status: Field<String>,
    pub servers: List<SipServer>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One SIP server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SipServer {
    pub hostname: Field<String>,
    pub port: Field<Number>,
    #[serde(flatten)]
    pub extra: Extra,
}
