-- Who writes, as the batch that is open in this transaction says (records/history/batches.py).

-- The key of the account that answers for this change; null where a command or a shell writes.
CREATE FUNCTION fora_actor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user')::bigint
$$;

-- The key of the account whose words are written: another one than the actor's where a reviewer
-- accepts what somebody proposed.
CREATE FUNCTION fora_author() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'author',
        nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user'
    )::bigint
$$;

-- Whether nobody may publish what they wrote themselves.
CREATE FUNCTION fora_four_eyes() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT four_eyes FROM records_houserules LIMIT 1), true);
END
$$;
