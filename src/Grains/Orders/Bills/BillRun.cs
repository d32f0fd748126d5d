using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Bills.Files;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>
/// Runs a try at a bill: ask, download, match, and one commit of the result. A bill that is refused, stopped or taken over leaves
/// nothing behind.
/// </summary>
public sealed partial class BillRun(
    LedgerDatabase ledger,
    Lazy<IWeChatBills> weChat,
    Lazy<Merchant> merchant,
    IOptions<BillOptions> options,
    TimeProvider time,
    ILogger<BillRun> log
)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Plans the bills of the days that have come, of both kinds.</summary>
    public Task PlanAsync(CancellationToken ct) =>
        ledger.WriteAsync(
            async session =>
            {
                var now = time.GetUtcNow();
                var planned = await BillTable.LatestDayAsync(session);
                var days = BillSchedule.DaysToPlan(planned, now, options.Value).ToList();
                foreach (var day in days)
                {
                    await BillTable.PlanAsync(session, day, BillKind.Trade, now);
                    await BillTable.PlanAsync(session, day, BillKind.FundFlow, now);
                }
                if (planned is { } last && days is [var first, ..] && first > last.AddDays(1))
                    await AlarmTable.RaiseAsync(
                        session,
                        now,
                        "bill.skipped",
                        ChinaTime.Text(last.AddDays(1)),
                        $"days before {ChinaTime.Text(first)} are not caught up: ask for them"
                    );
                return true;
            },
            ct
        );

    /// <summary>Takes the next due bill and ends this try at it. False: no bill is due.</summary>
    public async Task<bool> RunNextAsync(CancellationToken ct)
    {
        var bill = await ledger.WriteAsync(
            session => BillTable.TakeAsync(session, time.GetUtcNow(), time.GetUtcNow() + options.Value.Lease),
            ct
        );
        if (bill is null)
            return false;
        await TryAsync(bill, ct);
        return true;
    }

    private async Task TryAsync(TakenBill bill, CancellationToken ct)
    {
        var offer = await weChat.Value.AskAsync(bill.Kind, bill.Day, ct);
        if (offer.Answer == BillAnswer.NotExist)
        {
            await CommitAsync(bill, await MatchAsync(bill, null, ct), ct);
            return;
        }
        if (offer.Answer != BillAnswer.Ready)
        {
            await PostponeAsync(bill, offer.Answer == BillAnswer.Creating, offer.Code ?? "no answer", ct);
            return;
        }
        await using var file = NewFile();
        var download = await DownloadAsync(offer, file, ct);
        if (download == BillDownload.Unavailable)
        {
            await PostponeAsync(bill, answered: false, "no download", ct);
            return;
        }
        if (download != BillDownload.Complete)
        {
            await RefuseAsync(bill, new(0, Words(download)), ct);
            return;
        }
        file.Position = 0;
        using var text = new StreamReader(file, bufferSize: BufferBytes, leaveOpen: true);
        var match = await MatchAsync(bill, text, ct);
        if (match.IsLost)
            LogLost(log, bill.Subject);
        else if (match.Fault is { } fault)
            await RefuseAsync(bill, fault, ct);
        else
            await CommitAsync(bill, match, ct);
    }

    private async Task<BillDownload> DownloadAsync(BillOffer offer, FileStream file, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(options.Value.DownloadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            return await weChat.Value.DownloadAsync(offer, file, options.Value.MaxBytes, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return BillDownload.Unavailable;
        }
    }

    private Task<BillMatch> MatchAsync(TakenBill bill, TextReader? text, CancellationToken ct)
    {
        var lookup = new LedgerLookup(ledger);
        return bill.Kind == BillKind.Trade
            ? new TradeMatcher(lookup, merchant.Value.MerchantId, options.Value).RunAsync(
                bill.Day,
                text,
                ProgressAsync,
                ct
            )
            : new FundFlowMatcher(lookup, options.Value).RunAsync(text, ProgressAsync, ct);

        Task<bool> ProgressAsync(long rows) =>
            ledger.WriteAsync(
                session =>
                    BillTable.ProgressAsync(
                        session,
                        bill,
                        rows,
                        time.GetUtcNow(),
                        time.GetUtcNow() + options.Value.Lease
                    ),
                ct
            );
    }

    private async Task CommitAsync(TakenBill bill, BillMatch match, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var committed = await ledger.WriteAsync(
            async session =>
            {
                if (
                    !await BillTable.ChangeAsync(
                        session,
                        bill,
                        BillState.Matched,
                        match.Rows,
                        match.Further,
                        null,
                        null,
                        now
                    )
                )
                    return false;
                await WriteDifferencesAsync(session, bill, match, now);
                if (bill.Kind == BillKind.Trade)
                    await BillSumTable.ReplaceAsync(session, bill.Day, match.Sums);
                return true;
            },
            ct
        );
        if (committed)
            LogMatched(log, bill.Subject, match.Rows, match.Differences.Count + match.Further);
    }

    private static async Task WriteDifferencesAsync(
        LedgerSession session,
        TakenBill bill,
        BillMatch match,
        DateTimeOffset now
    )
    {
        var gone = (await BillDifferenceTable.OpenAsync(session, bill.Day, bill.Kind)).ToHashSet();
        var open = 0;
        foreach (var found in match.Differences)
        {
            open += await BillDifferenceTable.InsertAsync(session, bill, found);
            gone.Remove(found.Id(bill.Day, bill.Kind));
        }
        // Beyond the limit nobody knows which differences are gone.
        if (match.Further == 0)
            foreach (var id in gone)
                await BillDifferenceTable.SettleAsync(session, id, BillSettlement.Gone, "system", null, now);
        if (open + match.Further > 0)
            await AlarmTable.RaiseAsync(
                session,
                now,
                "bill.differences",
                bill.Subject,
                $"{open + match.Further} differences in {match.Rows} rows"
            );
    }

    private Task RefuseAsync(TakenBill bill, BillFault fault, CancellationToken ct) =>
        EndAsync(bill, BillState.Refused, fault.ToString(), options.Value.Retry, "bill.refused", ct);

    private Task PostponeAsync(TakenBill bill, bool answered, string trouble, CancellationToken ct) =>
        EndAsync(
            bill,
            BillState.Waiting,
            trouble,
            BillSchedule.RetryAfter(bill.Tries, answered, options.Value),
            alarm: null,
            ct
        );

    // A bill that WeChat does not give for too long is given up, with an alarm.
    private Task EndAsync(
        TakenBill bill,
        BillState state,
        string trouble,
        TimeSpan retry,
        string? alarm,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var over = now + retry - bill.CreatedAt > options.Value.AskFor;
        LogNotMatched(log, bill.Subject, trouble);
        return ledger.WriteAsync(
            async session =>
            {
                var changed = await BillTable.ChangeAsync(
                    session,
                    bill,
                    over ? BillState.Missing : state,
                    rows: 0,
                    further: 0,
                    trouble,
                    over ? null : now + retry,
                    now
                );
                if (changed && (over ? "bill.missing" : alarm) is { } kind)
                    await AlarmTable.RaiseAsync(session, now, kind, bill.Subject, trouble);
                return changed;
            },
            ct
        );
    }

    // The file holds customers' openids and amounts: only this user may read it. On Unix its name goes at once, so nothing of it
    // stays when the process is killed; on Windows the file goes with its handle.
    private static FileStream NewFile()
    {
        var unix = !OperatingSystem.IsWindows();
        var settings = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = unix ? FileOptions.SequentialScan : FileOptions.DeleteOnClose,
            BufferSize = BufferBytes,
        };
        if (unix)
            settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(Path.GetTempPath(), $"fuelgrains-bill-{Guid.NewGuid():N}");
        var file = new FileStream(path, settings);
        if (unix)
            File.Delete(path);
        return file;
    }

    private static string Words(BillDownload download) =>
        download switch
        {
            BillDownload.HashOther => "the file has not the hash that WeChat signed",
            BillDownload.TooLarge => "the file is larger than Bills:MaxBytes",
            _ => "the file does not unpack",
        };

    [LoggerMessage(1, LogLevel.Information, "{Bill} is matched: {Rows} rows, {Differences} differences")]
    private static partial void LogMatched(ILogger log, string bill, long rows, long differences);

    [LoggerMessage(2, LogLevel.Warning, "{Bill} is not matched: {Trouble}")]
    private static partial void LogNotMatched(ILogger log, string bill, string trouble);

    [LoggerMessage(3, LogLevel.Information, "{Bill} was stopped or taken over")]
    private static partial void LogLost(ILogger log, string bill);
}
