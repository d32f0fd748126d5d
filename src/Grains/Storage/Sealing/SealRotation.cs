using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Storage.Sealing;

/// <summary>
/// Seals with the present key what an older one sealed, page by page, once after each start that has older keys. Safe on every silo
/// at once: a value is replaced only while it is the one that was read.
/// </summary>
public sealed partial class SealRotation(
    LedgerDatabase ledger,
    Sealer sealer,
    TimeProvider time,
    ILogger<SealRotation> log
) : BackgroundService
{
    // Values a transaction: its row locks last some milliseconds.
    private const int Page = 200;
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);

    private static readonly (string Table, string Column)[] Sealed =
    [
        ("customers", "openid_sealed"),
        ("customer_phones", "number_sealed"),
        ("vouchers", "code_sealed"),
    ];

    /// <summary>Answers how many values were sealed again, and how many cannot be opened with any key that is loaded.</summary>
    public async Task<(long Done, long Broken)> RunAsync(CancellationToken ct)
    {
        var (done, broken) = (0L, 0L);
        foreach (var (table, column) in Sealed)
        {
            var after = Guid.Empty;
            while (await PageAsync(table, column, after, ct) is { Length: > 0 } page)
            {
                foreach (
                    var chunk in page.Where(row => !row.Value.StartsWith(sealer.Present, StringComparison.Ordinal))
                        .Chunk(Page)
                )
                {
                    var (some, bad) = await ReSealAsync(table, column, chunk, ct);
                    (done, broken) = (done + some, broken + bad);
                }
                after = page[^1].Id;
            }
        }
        return (done, broken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (sealer.HasOlderKeys)
        {
            try
            {
                var (done, broken) = await RunAsync(stoppingToken);
                if (done > 0)
                    LogDone(log, done);
                if (broken > 0)
                    LogBroken(log, broken);
                return;
            }
#pragma warning disable CA1031 // the database may be away; the next try goes on where this one stopped
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, error.Message);
            }
#pragma warning restore CA1031
            await Task.Delay(AgainAfter, time, stoppingToken);
        }
    }

    private Task<ImmutableArray<(Guid Id, string Value)>> PageAsync(
        string table,
        string column,
        Guid after,
        CancellationToken ct
    ) =>
        ledger.ReadAsync(
            session =>
                session
                    .Sql($"SELECT id, {column} FROM {table} WHERE id > @after ORDER BY id LIMIT @page")
                    .With("after", after)
                    .With("page", Page)
                    .ListAsync(r => (r.Id(0), r.Text(1))),
            ct
        );

    private Task<(int Done, int Broken)> ReSealAsync(
        string table,
        string column,
        (Guid Id, string Value)[] rows,
        CancellationToken ct
    ) =>
        ledger.WriteAsync(
            async session =>
            {
                var (done, broken) = (0, 0);
                foreach (var (id, value) in rows)
                {
                    if (Again(new(table, column, id), value) is not { } fresh)
                        broken++;
                    else
                        done += await session
                            .Sql($"UPDATE {table} SET {column} = @fresh WHERE id = @id AND {column} = @value")
                            .With("fresh", fresh)
                            .With("id", id)
                            .With("value", value)
                            .ExecuteAsync();
                }
                return (done, broken);
            },
            ct
        );

    private string? Again(in SealedPlace place, string value)
    {
        try
        {
            return sealer.Seal(place, sealer.Open(place, value));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Values} values were sealed again with the present key.")]
    private static partial void LogDone(ILogger log, long values);

    [LoggerMessage(
        2,
        LogLevel.Error,
        "{Values} sealed values do not open with any key that is loaded; add the missing key to Secrets:SealKeys."
    )]
    private static partial void LogBroken(ILogger log, long values);

    [LoggerMessage(3, LogLevel.Warning, "Sealing again with the present key stopped and goes on in a minute: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}
