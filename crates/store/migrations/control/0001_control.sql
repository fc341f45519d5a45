-- Schema `control`: who exists and who may do what. Run with search_path = control.
-- The operator migrates it; the API reads and writes through the rights granted at the end.

-- One row per tenant that was ever provisioned; it outlives the Business object (deletionPolicy Retain).
create table businesses (
    tenant_id           text primary key check (tenant_id ~ '^[a-z][a-z0-9_]{2,57}$'),
    -- The Kubernetes object that owns the tenant now; null once that object is gone.
    object_uid          text unique,
    object_namespace    text not null,
    object_name         text not null,
    display_name        text not null,
    timezone            text not null,
    waba_id             text not null,
    suspended           boolean not null default false,
    -- Last tenant migration that was applied to schema t_<tenant_id>.
    schema_version      bigint not null default 0,
    created_at          timestamptz not null default now(),
    retained_at         timestamptz
);

-- The constraint that decides who owns a phone number, across the whole cluster.
create table phone_numbers (
    phone_number_id     text primary key,
    tenant_id           text not null references businesses (tenant_id) on delete cascade,
    display             text not null,
    claimed_at          timestamptz not null default now()
);
create index phone_numbers_tenant on phone_numbers (tenant_id);

create table users (
    id                  uuid primary key,
    -- Lower case; compared as such.
    email               text not null unique check (email = lower(email)),
    name                text not null default '',
    -- PHC string; null until the invitation was accepted.
    password_hash       text,
    is_admin            boolean not null default false,
    created_at          timestamptz not null default now()
);

create table memberships (
    user_id             uuid not null references users (id) on delete cascade,
    tenant_id           text not null references businesses (tenant_id) on delete cascade,
    role                text not null check (role in ('owner', 'agent')),
    created_at          timestamptz not null default now(),
    primary key (user_id, tenant_id)
);
create index memberships_tenant on memberships (tenant_id);

-- A session is a family of refresh tokens; a token used twice revokes the family (RFC 9700, 4.14.2).
create table sessions (
    id                  uuid primary key,
    user_id             uuid not null references users (id) on delete cascade,
    -- SHA-256 of the only token that is good now.
    token_hash          bytea not null unique,
    -- SHA-256 of the token before it: seen again, the family is revoked.
    previous_token_hash bytea unique,
    created_at          timestamptz not null default now(),
    rotated_at          timestamptz not null default now(),
    expires_at          timestamptz not null,
    revoked_at          timestamptz,
    user_agent          text not null default ''
);
create index sessions_user on sessions (user_id);

create table invites (
    id                  uuid primary key,
    tenant_id           text not null references businesses (tenant_id) on delete cascade,
    email               text not null check (email = lower(email)),
    role                text not null check (role in ('owner', 'agent')),
    -- SHA-256 of the token in the link.
    token_hash          bytea not null unique,
    created_at          timestamptz not null default now(),
    expires_at          timestamptz not null,
    accepted_at         timestamptz,
    unique (tenant_id, email)
);

-- Fencing: a writer whose lease term is older than the one stored here is refused (operator-practice 2.4).
create table fences (
    name                text primary key,
    term                bigint not null,
    holder              text not null,
    updated_at          timestamptz not null default now()
);

create table audit (
    id                  uuid primary key,
    at                  timestamptz not null default now(),
    actor               text not null,
    action              text not null,
    tenant_id           text,
    detail              jsonb not null default '{}'
);
create index audit_tenant_at on audit (tenant_id, at desc);
