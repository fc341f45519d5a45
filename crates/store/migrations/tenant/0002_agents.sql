-- What agents do to conversations, and the keys under which a request of theirs is done once.

alter table conversations
    -- A row of control.users, which the tenant's role can't see: so no foreign key, and the name beside it.
    add column assignee_id uuid,
    -- What colleagues see; as it was when the conversation was assigned.
    add column assignee_name text,
    -- Set while snoozed, and after waking until that is announced.
    add column snoozed_until timestamptz,
    -- Grows with every change that isn't a message's or a status's own: it names their announcements.
    add column revision bigint not null default 0,
    add constraint conversations_assignee_named check ((assignee_id is null) = (assignee_name is null));
create index conversations_of_state on conversations (state, last_message_at desc, id desc);
create index conversations_of_assignee on conversations (assignee_id, last_message_at desc, id desc);
create index conversations_snoozed on conversations (snoozed_until) where snoozed_until is not null;

-- The first answer under each Idempotency-Key, committed with what it tells of; kept for a day.
create table idempotency_keys (
    -- The user who sent it.
    actor               uuid not null,
    key                 text not null check (length(key) between 1 and 255),
    -- SHA-256 of the path and the body.
    fingerprint         bytea not null,
    -- Null only inside the transaction that does the work.
    status              smallint,
    answer              jsonb,
    created_at          timestamptz not null default now(),
    primary key (actor, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
