using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>Hands one voucher in, in one transaction with its audit row; or counts a guess, with its alarm.</summary>
public sealed class RedemptionPoint(
    LedgerDatabase ledger,
    Sealer sealer,
    IOptions<VoucherOptions> options,
    TimeProvider time
)
{
    public const string Prefix = "redemption/";

    /// <summary>The answer, and whose voucher it was.</summary>
    public async Task<(RedeemReply Reply, CustomerId? Customer)> RedeemAsync(
        StationId station,
        RedeemRequest request,
        CancellationToken ct
    )
    {
        if (!VoucherCode.TryRead(request.Code, out var code))
            return (new(RedeemOutcome.Mistyped), null);
        var index = VoucherIssue.CodeIndex(sealer, code);
        var now = time.GetUtcNow();
        return await ledger.WriteAsync(
            async session =>
            {
                if (!await StationTable.ExistsAsync(session, station))
                    return (new(RedeemOutcome.UnknownStation), null);
                // Always in this order: staff before station, so that two desks never wait for each other.
                string[] scopes = [$"staff/{request.Staff}", $"station/{station}"];
                foreach (var scope in scopes)
                    if (await RedemptionThrottle.CountAsync(session, scope, options.Value, now) is { } again)
                        return await LimitedAsync(session, scopes, scope, again, now);
                if (await VoucherRows.FindByCodeAsync(session, index) is not { } voucher)
                    return await UnknownAsync(session, scopes, now);
                foreach (var scope in scopes)
                    await RedemptionThrottle.TakeOffAsync(session, scope);
                return (await JudgeAsync(session, station, request, voucher, now), (CustomerId?)voucher.Customer);
            },
            ct
        );
    }

    private async Task<RedeemReply> JudgeAsync(
        LedgerSession session,
        StationId station,
        RedeemRequest request,
        VoucherView voucher,
        DateTimeOffset now
    )
    {
        var holder = Holder(station, request);
        if (await UsedByAsync(session, holder) is { } earlier)
            return earlier.Voucher == voucher.Id ? new(RedeemOutcome.Replayed, earlier) : new(RedeemOutcome.KeyReused);
        if (
            VoucherRule.Judge(voucher, station, now) == VoucherUsability.Usable
            && await VoucherRows.RedeemAsync(session, voucher.Id, holder, station, request.Staff, now)
        )
        {
            // At the counter a voucher is worth its unit, not an amount of fuel at some price.
            await VoucherRows.AddUseAsync(
                session,
                new(voucher.Id, voucher.RemainingMl, voucher.Unit.ValueFen),
                holder,
                station,
                request.Staff,
                now
            );
            await AuditRows.AddAsync(
                session,
                time,
                request.Staff,
                "voucher.redeem",
                voucher.Id.ToString(),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"station {station}, {voucher.Title}, {voucher.RemainingMl} ml"
                )
            );
            return new(RedeemOutcome.Done, await UsedByAsync(session, holder));
        }
        // Judged on the row as it is now: whoever was faster has committed.
        var current = (await VoucherRows.FindAsync(session, voucher.Id))!;
        return Refusal(VoucherRule.Judge(current, station, now), current);
    }

    private static RedeemReply Refusal(VoucherUsability standing, VoucherView voucher) =>
        standing switch
        {
            VoucherUsability.NotHere => new(RedeemOutcome.NotHere),
            VoucherUsability.NotYet => new(RedeemOutcome.NotYet, ValidFrom: voucher.ValidFrom),
            VoucherUsability.Expired => new(RedeemOutcome.Expired),
            VoucherUsability.Used => new(RedeemOutcome.Used),
            VoucherUsability.Refunded => new(RedeemOutcome.Refunded),
            // Usable only when somebody held it and let it go in between: it was held.
            _ => new(RedeemOutcome.Held),
        };

    private async Task<(RedeemReply, CustomerId?)> UnknownAsync(
        LedgerSession session,
        string[] scopes,
        DateTimeOffset now
    )
    {
        foreach (var scope in scopes)
            if (await RedemptionThrottle.IsSpentAsync(session, scope, options.Value))
                await AlarmAsync(session, scope, now);
        return (new(RedeemOutcome.UnknownCode), null);
    }

    private async Task<(RedeemReply, CustomerId?)> LimitedAsync(
        LedgerSession session,
        string[] scopes,
        string full,
        DateTimeOffset again,
        DateTimeOffset now
    )
    {
        // What was counted before the full one was found is no guess: nothing has been judged.
        foreach (var scope in scopes.TakeWhile(scope => scope != full))
            await RedemptionThrottle.TakeOffAsync(session, scope);
        await AlarmAsync(session, full, now);
        return (new(RedeemOutcome.TooManyGuesses, RetryAfter: again - now), null);
    }

    private Task<int> AlarmAsync(LedgerSession session, string scope, DateTimeOffset now) =>
        AlarmRows.RaiseAsync(
            session,
            now,
            "voucher-guessing",
            scope,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Value.MaxWrongCodes} unknown voucher codes within {options.Value.WrongCodesWithin}; codes are refused there until the window is over."
            )
        );

    private static Task<Redemption?> UsedByAsync(LedgerSession session, string holder) =>
        session
            .Sql($"{RedemptionRows.Select} WHERE u.holder = @holder")
            .With("holder", holder)
            .FirstAsync(RedemptionRows.View);

    // The key belongs to a member of staff at a station; the name may have any length, so its hash goes in.
    private static string Holder(StationId station, RedeemRequest request) =>
        Prefix
        + new Guid(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{station}|{request.Key}|{request.Staff}")).AsSpan(0, 16),
            bigEndian: true
        );
}
