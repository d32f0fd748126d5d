using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.Authorisations;

/// <summary>The table of authorisations. A change names the version that its caller saw, or the states that allow it.</summary>
internal static class AuthorisationTable
{
    private static readonly RowColumns<Authorisation> Requested = new(
        ("id", a => a.Id.Value),
        ("station_id", a => a.Pump.Station.Value),
        ("pump", a => a.Pump.Number),
        ("customer_id", a => a.Customer.Value),
        ("currency", a => a.Currency),
        ("credit_fen", a => a.CreditFen),
        ("products", a => string.Join(' ', a.Products)),
        ("payment_method", a => a.PaymentMethod),
        ("created_at", a => a.CreatedAt),
        ("state", a => (int)a.State),
        ("version", a => a.Version),
        ("changed_at", a => a.ChangedAt)
    );

    private static readonly string Columns = $"{Requested.Names}, answer_code";

    private static readonly string Insert = $"""
        INSERT INTO authorisations ({Requested.Names}) VALUES ({Requested.Parameters}) ON CONFLICT DO NOTHING
        """;

    private const string Move = "UPDATE authorisations SET state = @to, version = version + 1, changed_at = @now WHERE";

    public static Task<Authorisation?> FindAsync(LedgerSession session, AuthorisationId id) =>
        session.Sql($"SELECT {Columns} FROM authorisations WHERE id = @id").With("id", id.Value).FirstAsync(Read);

    public static Task<ImmutableArray<Authorisation>> FindAsync(
        LedgerSession session,
        IEnumerable<AuthorisationId> ids
    ) =>
        session
            .Sql($"SELECT {Columns} FROM authorisations WHERE id {session.AnyOf<Guid>("ids")}")
            .WithAnyOf("ids", ids.Select(id => id.Value))
            .ListAsync(Read);

    /// <summary>The pump's open authorisation: a unique index allows one.</summary>
    public static Task<Authorisation?> FindOpenAsync(LedgerSession session, PumpKey pump) =>
        session
            .Sql(
                $"""
                SELECT {Columns} FROM authorisations
                WHERE station_id = @station AND pump = @pump AND state < {AuthorisationState.Released:D}
                """
            )
            .With("station", pump.Station.Value)
            .With("pump", pump.Number)
            .FirstAsync(Read);

    /// <summary>False when the id is taken, or an open authorisation meets another open one of its pump.</summary>
    public static async Task<bool> InsertAsync(LedgerSession session, Authorisation authorisation) =>
        await Requested.Bind(session.Sql(Insert), authorisation).ExecuteAsync() == 1;

    /// <summary>Moves an authorisation on from the version that was seen.</summary>
    public static async Task<bool> MoveAsync(
        LedgerSession session,
        Authorisation seen,
        AuthorisationState to,
        DateTimeOffset now
    ) =>
        await session
            .Sql($"{Move} id = @id AND version = @version")
            .With("to", (int)to)
            .With("now", now)
            .With("id", seen.Id.Value)
            .With("version", seen.Version)
            .ExecuteAsync() == 1;

    /// <summary>Releases an authorisation whose command was never sent.</summary>
    public static Task<int> ReleaseUnsentAsync(LedgerSession session, AuthorisationId id, DateTimeOffset now) =>
        MoveAsync(session, id, AuthorisationState.Released, $"state = {AuthorisationState.Requested:D}", now);

    /// <summary>Releases an authorisation of which a command was sent and no fuel was reported.</summary>
    public static async Task<bool> ReleaseSentAsync(LedgerSession session, AuthorisationId id, DateTimeOffset now) =>
        await MoveAsync(
            session,
            id,
            AuthorisationState.Released,
            $"state IN ({AuthorisationState.Unlocking:D}, {AuthorisationState.Unlocked:D}, {AuthorisationState.Locking:D})",
            now
        ) == 1;

    /// <summary>The site reported fuel.</summary>
    public static Task<int> FuelAsync(LedgerSession session, AuthorisationId id, DateTimeOffset now) =>
        MoveAsync(session, id, AuthorisationState.Fuelled, $"state < {AuthorisationState.Fuelled:D}", now);

    /// <summary>Ends an authorisation whose fuel was reported.</summary>
    public static Task<int> EndFuelledAsync(
        LedgerSession session,
        AuthorisationId id,
        AuthorisationState to,
        DateTimeOffset now
    ) => MoveAsync(session, id, to, $"state = {AuthorisationState.Fuelled:D}", now);

    /// <summary>Moves an open authorisation to the back office.</summary>
    public static Task<int> MoveToBackOfficeAsync(LedgerSession session, AuthorisationId id, DateTimeOffset now) =>
        MoveAsync(session, id, AuthorisationState.BackOffice, $"state < {AuthorisationState.Released:D}", now);

    /// <summary>Moves every authorisation to the back office that has had no end, and no change, since a time. Answers how many.</summary>
    public static Task<int> MoveUnknownToBackOfficeAsync(
        LedgerSession session,
        DateTimeOffset changedBefore,
        DateTimeOffset now
    ) =>
        session
            .Sql($"{Move} state < {AuthorisationState.Fuelled:D} AND changed_at < @before")
            .With("to", (int)AuthorisationState.BackOffice)
            .With("now", now)
            .With("before", changedBefore)
            .ExecuteAsync();

    /// <summary>Writes a site's answer to the command of this version, with the state that the answer leads to.</summary>
    public static Task<int> AnswerAsync(
        LedgerSession session,
        AuthorisationId id,
        long version,
        int code,
        (AuthorisationState From, AuthorisationState To) move,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                UPDATE authorisations SET state = @to, answer_code = @code, version = version + 1, changed_at = @now
                WHERE id = @id AND version = @version AND state = @from
                """
            )
            .With("to", (int)move.To)
            .With("code", code)
            .With("now", now)
            .With("id", id.Value)
            .With("version", version)
            .With("from", (int)move.From)
            .ExecuteAsync();

    /// <summary>Writes a site's answer that leaves the authorisation as it is.</summary>
    public static Task<int> AnswerAsync(LedgerSession session, AuthorisationId id, long version, int code) =>
        session
            .Sql("UPDATE authorisations SET answer_code = @code WHERE id = @id AND version = @version")
            .With("code", code)
            .With("id", id.Value)
            .With("version", version)
            .ExecuteAsync();

    private static Task<int> MoveAsync(
        LedgerSession session,
        AuthorisationId id,
        AuthorisationState to,
        string condition,
        DateTimeOffset now
    ) =>
        session
            .Sql($"{Move} id = @id AND {condition}")
            .With("to", (int)to)
            .With("now", now)
            .With("id", id.Value)
            .ExecuteAsync();

    private static Authorisation Read(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Pump = new(new(r.Id(1)), r.Int(2)),
            Customer = new(r.Id(3)),
            Currency = r.Text(4),
            CreditFen = r.Long(5),
            Products = [.. r.Text(6).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            PaymentMethod = r.Text(7),
            CreatedAt = r.Time(8),
            State = (AuthorisationState)r.Int(9),
            Version = r.Long(10),
            ChangedAt = r.Time(11),
            AnswerCode = r.IntOrNull(12),
        };
}
