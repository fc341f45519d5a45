-- Schema t_<tenant>: one business's inbox. Run with search_path = t_<tenant>, as the role that owns it.

create table contacts (
    id                  uuid primary key,
    -- A person is known by phone (wa_id), by business-scoped user id, or both; neither is required of the other.
    wa_id               text unique,
    user_id             text unique,
    name                text,
    username            text,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    check (wa_id is not null or user_id is not null)
);

create table conversations (
    id                  uuid primary key,
    contact_id          uuid not null references contacts (id) on delete cascade,
    phone_number_id     text not null,
    state               text not null default 'open' check (state in ('open', 'pending', 'snoozed', 'resolved')),
    unread              integer not null default 0,
    last_message_id     uuid,
    last_message_at     timestamptz not null,
    last_inbound_at     timestamptz,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    -- One conversation per person and number: the constraint, not a look-up, keeps a burst in one thread.
    unique (contact_id, phone_number_id)
);
create index conversations_recent on conversations (last_message_at desc, id desc);

-- Partitioned by month of the provider's timestamp; the operator makes partitions ahead of need.
create table messages (
    id                  uuid not null,
    conversation_id     uuid not null,
    contact_id          uuid not null,
    direction           text not null check (direction in ('in', 'out')),
    wamid               text,
    -- The provider's type, also when we don't know it yet.
    kind                text not null,
    -- What a list or a search shows: text, caption, button title; null where there is none.
    body                text,
    -- Outbound only; moves forward only (law 4): see status_rank().
    status              text,
    error_code          integer,
    -- The provider's JSON of this message, whole.
    content             jsonb not null default '{}',
    phone_number_id     text not null,
    -- Set on messages typed in the phone app (coexistence echoes).
    echo                boolean not null default false,
    occurred_at         timestamptz not null,
    created_at          timestamptz not null default now(),
    primary key (id, occurred_at),
    -- Law 1. A duplicate carries the same provider timestamp, so it meets the same partition.
    unique (wamid, occurred_at)
) partition by range (occurred_at);
-- What lies outside the months that exist; nothing is refused for its date.
create table messages_default partition of messages default;
create index messages_thread on messages (conversation_id, occurred_at desc, id desc);
create index messages_recent on messages (occurred_at desc, id desc);
-- Words of the body, for the search. A filter by person goes through conversations, which messages_thread serves.
create index messages_words on messages using gin (to_tsvector('simple', body)) where body is not null;

-- Every status the provider reported, once each; the history that a message's status is derived from.
create table message_statuses (
    wamid               text not null,
    status              text not null,
    -- Group deliveries report one status per participant; '' for a person.
    recipient           text not null default '',
    occurred_at         timestamptz not null,
    error_code          integer,
    content             jsonb not null default '{}',
    created_at          timestamptz not null default now(),
    primary key (wamid, status, recipient)
);

-- What could not be understood, with its bytes (law 2).
create table parked (
    id                  uuid primary key,
    reason              text not null,
    body                bytea not null,
    received_at         timestamptz not null,
    created_at          timestamptz not null default now()
);

-- Account, template, phone number and other events that aren't messages, kept whole.
create table provider_events (
    id                  uuid primary key,
    field               text not null,
    content             jsonb not null,
    occurred_at         timestamptz not null,
    created_at          timestamptz not null default now()
);

create table settings (
    key                 text primary key,
    value               jsonb not null,
    updated_at          timestamptz not null default now()
);

-- The order of law 4: failed and sent below delivered, below read, below played. failed beats sent so that
-- the end state doesn't depend on the order of arrival.
create function status_rank(status text) returns smallint
    language sql immutable parallel safe
    as $$
        select case status
            when 'queued' then 0 when 'sent' then 1 when 'failed' then 2
            when 'delivered' then 3 when 'read' then 4 when 'played' then 5 else -1
        end::smallint
    $$;
