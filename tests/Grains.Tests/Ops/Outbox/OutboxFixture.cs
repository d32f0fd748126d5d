using System.Collections.Immutable;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

/// <summary>Writes outbox rows as their causes do, and reads them back.</summary>
internal static class OutboxFixture
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<Guid[]> AddMessagesAsync(
        this LedgerFixture bench,
        DateTimeOffset at,
        string kind,
        params IEnumerable<string> subjects
    ) =>
        bench.Database.WriteAsync(
            async session =>
            {
                var ids = new List<Guid>();
                foreach (var subject in subjects)
                {
                    ids.Add(Guid.CreateVersion7(at));
                    await session
                        .Sql(
                            """
                            INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
                            VALUES (@id, @kind, @subject, 'body', @at, @at, 0, 0)
                            """
                        )
                        .With("id", ids[^1])
                        .With("kind", kind)
                        .With("subject", subject)
                        .With("at", at)
                        .ExecuteAsync();
                }
                return ids.ToArray();
            },
            Ct
        );

    public static Task<ImmutableArray<OutboxRow>> OutboxAsync(this LedgerFixture bench) =>
        bench.Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT id, subject, next_at, attempts, state, last_error FROM outbox ORDER BY id")
                    .ListAsync(r => new OutboxRow(r.Id(0), r.Text(1), r.Time(2), r.Int(3), r.Int(4), r.TextOrNull(5))),
            Ct
        );

    public static Task<ImmutableArray<(string Kind, string Subject, int Seen)>> AlarmsAsync(this LedgerFixture bench) =>
        bench.Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT kind, subject, seen FROM alarms WHERE closed_at IS NULL ORDER BY kind, subject")
                    .ListAsync(r => (r.Text(0), r.Text(1), r.Int(2))),
            Ct
        );
}

internal sealed record OutboxRow(
    Guid Id,
    string Subject,
    DateTimeOffset NextAt,
    int Attempts,
    int State,
    string? LastError
);
