using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// Takes orders for fuel: reads the sale, the pump and the vouchers, and commits order, lock and holds at once. Constraints decide
/// every race.
/// </summary>
[StatelessWorker, Reentrant]
public sealed class FuelOrderIntakeGrain(
    LedgerDatabase database,
    LedgerReads reads,
    FuelOrderNotifier notifier,
    AuthorisationStore authorisations,
    IOptions<FuelOrderOptions> options,
    TimeProvider time
) : Grain, IFuelOrderIntakeGrain
{
    public async Task<FuelPlaceReply> PlaceAsync(FuelRequest request)
    {
        if (await KnownAsync(request) is { } known)
            return known;
        if (await GrainFactory.GetGrain<IStationDirectoryGrain>(0).FindAsync(request.Pump.Station) is null)
            return new(FuelPlaceOutcome.NotFound);
        var (refused, order) =
            request.Preset == FuelPreset.Sale ? await PostPayAsync(request) : await PreAuthAsync(request);
        if (refused is not null)
            return refused;
        return await WriteAsync(request, order!);
    }

    public Task<FuelOrderDetail?> DetailAsync(OrderId order, CustomerId? customer) =>
        reads.ReadAsync(async session =>
            await FuelOrderTable.FindAsync(session, order) is { } found
            && (customer is null || found.Customer == customer)
                ? await FuelOrderDetails.OfAsync(session, found) with
                {
                    LookPrompts = await PromptedQuery.LookPromptsAsync(session, order, found.Status),
                }
                : null
        );

    public Task<ImmutableArray<FuelOrderDetail>> ListAsync(CustomerId customer, OrderId? before, int limit) =>
        reads.ReadAsync(async session =>
            await FuelOrderDetails.OfAsync(session, await FuelOrderTable.ListAsync(session, customer, before, limit))
        );

    public Task<ImmutableArray<FuelOrderDetail>> BackOfficeAsync(int limit) =>
        reads.ReadAsync(async session =>
            await FuelOrderDetails.OfAsync(session, await FuelOrderTable.BackOfficeAsync(session, limit))
        );

    private Task<FuelPlaceReply?> KnownAsync(FuelRequest request) =>
        database.ReadAsync(async session =>
            await FuelOrderTable.OfKeyAsync(session, request.Customer, request.KeyHash) is not { } known ? null
            : known.BodyHash == request.BodyHash ? new FuelPlaceReply(FuelPlaceOutcome.Replayed, known.Order)
            : new FuelPlaceReply(FuelPlaceOutcome.KeyReused)
        );

    private async Task<(FuelPlaceReply?, FuelOrder?)> PostPayAsync(FuelRequest request)
    {
        var now = time.GetUtcNow();
        var (sale, authorisation, grade, vouchers, tank) = await database.ReadAsync(async session =>
        {
            var found = await FuelSaleTable.FindAsync(session, request.Sale!.Value);
            var right = found?.Authorisation is { } id ? await AuthorisationTable.FindAsync(session, id) : null;
            var of = found is null
                ? ""
                : await StationProductTable.GradeAsync(session, found.Pump.Station, found.Product) ?? "";
            return (
                found,
                right,
                of,
                await VouchersAsync(session, request),
                await CustomerTank.OfAsync(session, request.Customer)
            );
        });
        if (
            FuelOffer.Refuse(sale, request.Pump, authorisation is { IsOpen: true }, request.Customer, now) is
            { } refused
        )
            return (new(refused), null);
        // A sale larger than the customer's registered tank cannot be theirs.
        if (sale!.VolumeMl > tank)
            return (new(FuelPlaceOutcome.OverTank), null);
        if (Refuse(request, vouchers, grade, now) is { } reply)
            return (reply, null);
        var bill = new FuellingBill(request.Pump.Station, grade, sale.VolumeMl, sale.PriceMilli!.Value, sale.AmountFen);
        var funding = FuelFunding.Plan(bill, vouchers, now);
        if (Unneeded(vouchers, funding) is { } unneeded)
            return (unneeded, null);
        return (
            null,
            FuelOffer.PostPay(request, OrderId.New(time), sale, grade, funding, (now, now + options.Value.PayWithin))
        );
    }

    private async Task<(FuelPlaceReply?, FuelOrder?)> PreAuthAsync(FuelRequest request)
    {
        var now = time.GetUtcNow();
        if (
            await GrainFactory.GetGrain<IStationGrain>(request.Pump.Station.Value).ForecourtAsync() is not { } forecourt
        )
            return (new(FuelPlaceOutcome.NotFound), null);
        var authorised = await authorisations.FindOpenAsync(request.Pump, CancellationToken.None) is not null;
        if (FuelOffer.Refuse(forecourt, request.Pump.Number, authorised) is { } refused)
            return (new(refused), null);
        if (FuelOffer.Price(forecourt.Board, request.Grade) is not var (price, grade, products))
            return (new(FuelPlaceOutcome.GradeNotSold), null);
        var (vouchers, tank) = await database.ReadAsync(async session =>
            (await VouchersAsync(session, request), await CustomerTank.OfAsync(session, request.Customer))
        );
        if (FuelOffer.Credit(request, price, tank) is not { } credit)
            return (new(FuelPlaceOutcome.CreditOutOfRange), null);
        if (Refuse(request, vouchers, grade, now) is { } reply)
            return (reply, null);
        var bill = new FuellingBill(request.Pump.Station, grade, credit.Ml, price, credit.Fen);
        var funding = FuelFunding.Plan(bill, vouchers, now);
        if (Unneeded(vouchers, funding) is { } unneeded)
            return (unneeded, null);
        return (
            null,
            FuelOffer.Draft(
                request,
                OrderId.New(time),
                new()
                {
                    Grade = grade,
                    Products = products,
                    PriceMilli = price,
                    CreditFen = credit.Fen,
                    CreditMl = credit.Ml,
                    MoneyFen = FuelFunding.UpFrontFen(bill, vouchers, now),
                    Shares = funding.Vouchers,
                },
                (now, now + options.Value.PayWithin)
            )
        );
    }

    private async Task<FuelPlaceReply> WriteAsync(FuelRequest request, FuelOrder draft)
    {
        // An order that vouchers pay in full waits for no payment.
        var order = draft.MoneyFen == 0 ? FuelOrderRule.Paid(draft, time.GetUtcNow()) : draft;
        try
        {
            var written = await database.WriteAsync(
                session => AddAsync(session, request, order),
                CancellationToken.None
            );
            if (written)
            {
                await notifier.OnCommittedAsync(null, order);
                return new(FuelPlaceOutcome.Placed, order);
            }
        }
        catch (VoucherRefusal refused)
        {
            var taken = refused.Reply.Voucher ?? default;
            return new(FuelPlaceOutcome.VoucherRefused, null, [new(taken, VoucherRefusalReason.Held)]);
        }
        catch (FuelConflictException)
        {
            return new(FuelPlaceOutcome.SaleTaken);
        }
        // The key, the sale or the pump is taken. A known key is a repeated request.
        return await KnownAsync(request)
            ?? new(request.Preset == FuelPreset.Sale ? FuelPlaceOutcome.SaleTaken : FuelPlaceOutcome.PumpTaken);
    }

    private static async Task<bool> AddAsync(LedgerSession session, FuelRequest request, FuelOrder order)
    {
        if (!await FuelOrderTable.InsertAsync(session, order, request.KeyHash, request.BodyHash))
            return false;
        if (
            order.Sale is { } sale
            && !await FuelSaleTable.LockAsync(session, sale, order.Customer, order.PayBy, order.CreatedAt)
        )
            throw new FuelConflictException("The sale is not open any more.");
        if (!request.Vouchers.IsEmpty)
            await VoucherHolds.HoldAsync(
                session,
                order.Customer,
                order.Holder,
                request.Vouchers,
                order.Pump.Station,
                order.CreatedAt
            );
        await FuelCommit.AddOutboxMessagesAsync(session, order, order.CreatedAt);
        return true;
    }

    private static async Task<ImmutableArray<VoucherView>> VouchersAsync(LedgerSession session, FuelRequest request)
    {
        var found = ImmutableArray.CreateBuilder<VoucherView>();
        foreach (var id in request.Vouchers)
            if (await VoucherQueries.FindAsync(session, id) is { } voucher && voucher.Customer == request.Customer)
                found.Add(voucher);
        return found.ToImmutable();
    }

    private static FuelPlaceReply? Refuse(
        FuelRequest request,
        ImmutableArray<VoucherView> vouchers,
        string grade,
        DateTimeOffset now
    )
    {
        var refused = request
            .Vouchers.Where(id => vouchers.All(v => v.Id != id))
            .Select(id => new RefusedVoucher(id, VoucherRefusalReason.NotYours))
            .Concat(
                vouchers
                    .Select(v => (v.Id, Reason: FuelFunding.Refuse(v, request.Pump.Station, grade, now)))
                    .Where(v => v.Reason is not null)
                    .Select(v => new RefusedVoucher(v.Id, v.Reason!.Value))
            )
            .ToImmutableArray();
        return refused.IsEmpty ? null : new(FuelPlaceOutcome.VoucherRefused, null, refused);
    }

    // A driver who names a voucher that pays nothing has misunderstood something.
    private static FuelPlaceReply? Unneeded(ImmutableArray<VoucherView> vouchers, Funding funding)
    {
        var unneeded = vouchers
            .Where(v => funding.Vouchers.All(share => share.Voucher != v.Id))
            .Select(v => new RefusedVoucher(v.Id, VoucherRefusalReason.NotNeeded))
            .ToImmutableArray();
        return unneeded.IsEmpty ? null : new(FuelPlaceOutcome.VoucherRefused, null, unneeded);
    }
}
