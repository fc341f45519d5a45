//! Looking things up: numbers, pairs, people, messages, callbacks.

use super::{Business, ChatMessage, Number, Pair, Post, Subscribed, World};
use crate::people::{Person, cast};

impl World {
    /// What is known of a number; one that nobody changed is registered and verified.
    #[must_use]
    pub fn number(&self, phone_number_id: &str) -> Number {
        self.numbers.get(phone_number_id).cloned().unwrap_or_default()
    }

    /// What is between a number and a customer.
    #[must_use]
    pub fn pair(&self, phone_number_id: &str, customer: &str) -> Pair {
        self.pairs.get(&(phone_number_id.to_owned(), customer.to_owned())).cloned().unwrap_or_default()
    }

    /// Somebody we know by `wa_id` or user id: met before, or of the cast.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<Person> {
        let is_theirs =
            |person: &Person| [&person.wa_id, &person.user_id, &person.parent_user_id].into_iter().flatten().any(|theirs| theirs == id);
        // A parent id stays when the number changes: it is then whose it was and whose it is.
        let is_still_theirs = |person: &&Person| is_theirs(person) && person.moved_to.is_none();
        let of_many = || self.people.values().find(is_still_theirs).or_else(|| self.people.values().find(|person| is_theirs(person)));
        let met = self.people.get(id).or_else(of_many).cloned();
        met.or_else(|| cast().into_iter().map(|(person, _)| person).find(is_theirs))
    }

    /// Somebody as they are now: met since, and by another number if theirs has changed.
    #[must_use]
    pub fn as_of_now(&self, person: &Person) -> Person {
        let mut now = self.people.get(person.key()).unwrap_or(person);
        // As many moves as there are people: a circle of them ends too.
        for _ in 0..self.people.len() {
            let Some(moved) = now.moved_to.as_ref().and_then(|key| self.people.get(key)) else { break };
            now = moved;
        }
        now.clone()
    }

    /// The cast as they are now, with the language each writes in.
    #[must_use]
    pub fn cast(&self) -> Vec<(Person, &'static str)> {
        cast().into_iter().map(|(person, language)| (self.as_of_now(&person), language)).collect()
    }

    /// Whether a business may use somebody's user id: it was issued to its portfolio (section 4), by a chat with one of its numbers.
    /// An id that nobody was issued yet is whose it is used by first; the cast's are issued alike to all whom they write to.
    #[must_use]
    pub fn is_issued_to(&self, business: &Business, person: &Person) -> bool {
        let keys = self.keys_of(person);
        let chats = self.chats.keys().filter(|(_, customer)| keys.contains(&customer.as_str()));
        let mut portfolios = chats.filter_map(|(number, _)| self.businesses.get(number)).map(Business::portfolio).peekable();
        portfolios.peek().is_none() || portfolios.any(|portfolio| portfolio == business.portfolio())
    }

    /// The keys of somebody's chats: the one they have, and those from before their numbers changed.
    fn keys_of<'a>(&'a self, person: &'a Person) -> Vec<&'a str> {
        let mut keys = vec![person.key()];
        let mut looked_at = 0;
        while let Some(key) = keys.get(looked_at).copied() {
            let before = self.people.values().filter(|one| one.moved_to.as_deref() == Some(key)).map(Person::key);
            let new: Vec<&str> = before.filter(|before| !keys.contains(before)).collect();
            keys.extend(new);
            looked_at += 1;
        }
        keys
    }

    /// A message of a number's chats, either side's.
    #[must_use]
    pub fn message(&self, phone_number_id: &str, wamid: &str) -> Option<&ChatMessage> {
        let chats = self.chats.iter().filter(|((number, _), _)| number == phone_number_id).map(|(_, chat)| chat);
        chats.flatten().find(|message| message.wamid == wamid)
    }

    /// Where a business's webhooks of messages go: the override of its number, else of its WABA, else the app's callback.
    #[must_use]
    pub fn callback_of(&self, business: &Business) -> Option<String> {
        let of_number = self.numbers.get(&business.phone_number_id).and_then(|number| number.override_callback_uri.clone());
        let of_account = || self.subscriptions.get(&business.waba_id).and_then(|subscription| subscription.override_callback_uri.clone());
        of_number.or_else(of_account).or_else(|| business.callback_url.clone())
    }

    /// Where a post goes: template and account events go to the app's callback whatever overrides there are (section 2.4).
    /// An app without a callback would never see them; the override gets them then, as a local set-up wants.
    #[must_use]
    pub fn callback_for(&self, business: &Business, post: &Post) -> Option<String> {
        let of_app = if post.is_overridable() { None } else { business.callback_url.clone() };
        of_app.or_else(|| self.callback_of(business))
    }

    /// Whether the provider delivers a business's webhooks: where the policy wants it, both levels must be there (section 2.4),
    /// the app's callback and the subscription of the WABA.
    #[must_use]
    pub fn is_subscribed(&self, business: &Business) -> bool {
        let both = business.callback_url.is_some() && self.subscriptions.contains_key(&business.waba_id);
        both || business.policy.subscription == Subscribed::Assumed
    }

    /// Whether somebody listens to a post: see [`World::is_subscribed`]; and the app must be subscribed to its field.
    #[must_use]
    pub fn is_heard(&self, business: &Business, post: &Post) -> bool {
        self.is_subscribed(business) && post.field().is_none_or(|field| business.listens_to(field))
    }

    /// Whether a number's webhooks wait for somebody to subscribe. The provider queues nothing for whom nobody hears: that is
    /// [`Subscribed::Required`]. Where a subscription is assumed, what is told before there is a callback is told once there is one:
    /// a month is written first and subscribed to later.
    #[must_use]
    pub fn waits_for_callback(&self, phone_number_id: &str) -> bool {
        let business = self.businesses.get(phone_number_id);
        business.is_some_and(|business| self.is_subscribed(business) && self.callback_of(business).is_none())
    }

    /// Businesses of the app whose own token this is.
    pub fn of_app_token<'a>(&'a self, app_token: &'a str) -> impl Iterator<Item = &'a Business> {
        self.businesses.values().filter(move |business| business.app_token() == app_token)
    }

    /// Businesses that `access_token` belongs to.
    pub fn of_token<'a>(&'a self, access_token: &'a str) -> impl Iterator<Item = &'a Business> {
        self.businesses.values().filter(move |business| business.access_token == access_token)
    }
}
