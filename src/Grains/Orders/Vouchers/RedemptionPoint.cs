using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>Redeems a voucher in one transaction with its audit row, or counts an unknown code and raises the alarm.</summary>
public sealed class RedemptionPoint(
    LedgerDatabase ledger,
    Sealer sealer,
    IOptions<VoucherOptions> options,
    TimeProvider time
)
{
    public const string Prefix = "redemption/";

    /// <summary>Redeems a code at a station. Also returns the voucher's owner, when the code is known.</summary>
    public async Task<(RedeemReply Reply, CustomerId? Customer)> RedeemAsync(
        StationId station,
        RedeemRequest request,
        CancellationToken ct
    )
    {
        if (!VoucherCode.TryRead(request.Code, out var code))
            return (new(RedeemOutcome.Mistyped), null);
        var index = VoucherTable.CodeIndex(sealer, code);
        var now = time.GetUtcNow();
        return await ledger.WriteAsync(
            async session =>
            {
                if (!await StationTable.ExistsAsync(session, station))
                    return (new(RedeemOutcome.UnknownStation), null);
                // Every request locks staff before station, so that two requests never deadlock.
                string[] scopes = [$"staff/{request.Staff}", $"station/{station}"];
                foreach (var scope in scopes)
                    if (await VoucherGuessTable.CountAsync(session, scope, options.Value, now) is { } again)
                        return await LimitedAsync(session, scopes, scope, again, now);
                if (await VoucherQueries.FindByCodeAsync(session, index) is not { } voucher)
                    return await UnknownAsync(session, scopes, now);
                foreach (var scope in scopes)
                    await VoucherGuessTable.UncountAsync(session, scope);
                return (await RedeemAsync(session, station, request, voucher, now), (CustomerId?)voucher.Customer);
            },
            ct
        );
    }

    private async Task<RedeemReply> RedeemAsync(
        LedgerSession session,
        StationId station,
        RedeemRequest request,
        VoucherView voucher,
        DateTimeOffset now
    )
    {
        var holder = Holder(station, request);
        if (await VoucherUseTable.FindRedemptionAsync(session, holder) is { } earlier)
            return earlier.Voucher == voucher.Id ? new(RedeemOutcome.Replayed, earlier) : new(RedeemOutcome.KeyReused);
        if (
            VoucherRule.Evaluate(voucher, station, now) == VoucherUsability.Usable
            && await VoucherTable.RedeemAsync(session, voucher.Id, holder, station, request.Staff, now)
        )
        {
            // A redeemed voucher is worth its unit, not an amount of fuel at some price.
            await VoucherUseTable.InsertAsync(
                session,
                new(voucher.Id, voucher.RemainingMl, voucher.Unit.ValueFen),
                holder,
                station,
                request.Staff,
                now
            );
            if (voucher.Order is { } order)
                await ShippingReportTable.OweGoodsAsync(session, [order], LogisticsType.PickUp, now);
            await AuditTable.AddAsync(
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
            return new(RedeemOutcome.Done, await VoucherUseTable.FindRedemptionAsync(session, holder));
        }
        // A concurrent change has committed first: the row as it is now gives the reason.
        var current = (await VoucherQueries.FindAsync(session, voucher.Id))!;
        return Refusal(VoucherRule.Evaluate(current, station, now), current);
    }

    private static RedeemReply Refusal(VoucherUsability usability, VoucherView voucher) =>
        usability switch
        {
            VoucherUsability.NotHere => new(RedeemOutcome.NotHere),
            VoucherUsability.NotYet => new(RedeemOutcome.NotYet, ValidFrom: voucher.ValidFrom),
            VoucherUsability.Expired => new(RedeemOutcome.Expired),
            VoucherUsability.Used => new(RedeemOutcome.Used),
            VoucherUsability.Refunded => new(RedeemOutcome.Refunded),
            // A voucher that is usable again was held in between.
            _ => new(RedeemOutcome.Held),
        };

    private async Task<(RedeemReply, CustomerId?)> UnknownAsync(
        LedgerSession session,
        string[] scopes,
        DateTimeOffset now
    )
    {
        foreach (var scope in scopes)
            if (await VoucherGuessTable.IsSpentAsync(session, scope, options.Value))
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
        // The code was not looked up, so the scopes before the full one must not count it.
        foreach (var scope in scopes.TakeWhile(scope => scope != full))
            await VoucherGuessTable.UncountAsync(session, scope);
        await AlarmAsync(session, full, now);
        return (new(RedeemOutcome.TooManyGuesses, RetryAfter: again - now), null);
    }

    private Task<int> AlarmAsync(LedgerSession session, string scope, DateTimeOffset now)
    {
        var guesses = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Value.MaxWrongCodes} unknown voucher codes within {options.Value.WrongCodesWithin}"
        );
        var detail = $"{guesses}; codes are refused there until the window is over.";
        return AlarmTable.RaiseAsync(session, now, "voucher-guessing", scope, detail);
    }

    // A key belongs to a member of staff at a station. The hash bounds the length, because a name may have any.
    private static string Holder(StationId station, RedeemRequest request) =>
        Prefix
        + new Guid(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{station}|{request.Key}|{request.Staff}")).AsSpan(0, 16),
            bigEndian: true
        );
}
