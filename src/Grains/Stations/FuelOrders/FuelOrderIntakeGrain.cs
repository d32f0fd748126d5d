using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>Takes orders for fuel: reads how things stand, and commits order, lock and vouchers at once. Constraints decide every race.</summary>
[StatelessWorker, Reentrant]
public sealed class FuelOrderIntakeGrain(FuelTools tools, AuthorisationLedger authorisations, TimeProvider time)
    : Grain,
        IFuelOrderIntakeGrain
{
    private static readonly CancellationToken Unstopped = CancellationToken.None;

    public async Task<FuelPlaceReply> PlaceAsync(FuelRequest request)
    {
        if (await KnownAsync(request) is { } known)
            return known;
        if (await GrainFactory.GetGrain<IStationDirectoryGrain>(0).FindAsync(request.Pump.Station) is null)
            return new(FuelPlaceOutcome.NotFound);
        var (refused, order) = request.Wish == FuelPreset.Sale ? await AfterAsync(request) : await BeforeAsync(request);
        if (refused is not null)
            return refused;
        return await WriteAsync(request, order!);
    }

    public Task<FuelOrderDetail?> DetailAsync(OrderId order, CustomerId? customer) =>
        tools.Ledger.ReadAsync(async session =>
            await FuelOrderRows.FindAsync(session, order) is { } found
            && (customer is null || found.Customer == customer)
                ? await DetailAsync(session, found)
                : null
        );

    public Task<ImmutableArray<FuelOrderDetail>> ListAsync(CustomerId customer, OrderId? before, int limit) =>
        tools.Ledger.ReadAsync(async session =>
            await DetailsAsync(session, await FuelOrderRows.ListAsync(session, customer, before, limit))
        );

    public Task<ImmutableArray<FuelOrderDetail>> BackOfficeAsync(int limit) =>
        tools.Ledger.ReadAsync(async session =>
            await DetailsAsync(session, await FuelOrderRows.BackOfficeAsync(session, limit))
        );

    private Task<FuelPlaceReply?> KnownAsync(FuelRequest request) =>
        tools.Ledger.ReadAsync(async session =>
            await FuelOrderRows.OfKeyAsync(session, request.Customer, request.KeyHash) is not { } known ? null
            : known.BodyHash == request.BodyHash ? new FuelPlaceReply(FuelPlaceOutcome.Replayed, known.Order)
            : new FuelPlaceReply(FuelPlaceOutcome.KeyReused)
        );

    private async Task<(FuelPlaceReply?, FuelOrder?)> AfterAsync(FuelRequest request)
    {
        var now = tools.Now;
        var (sale, authorisation, grade, vouchers, tank) = await tools.Ledger.ReadAsync(async session =>
        {
            var found = await FuelSaleRows.FindAsync(session, request.Sale!.Value);
            var right = found?.Authorisation is { } id ? await FuelSaleRows.FindAsync(session, id) : null;
            var of = found is null
                ? ""
                : await FuelSaleRows.GradeAsync(session, found.Pump.Station, found.Product) ?? "";
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
        // Whose known tank is smaller did not fuel this.
        if (sale!.VolumeMl > tank)
            return (new(FuelPlaceOutcome.OverTank), null);
        if (Refuse(request, vouchers, grade, now) is { } reply)
            return (reply, null);
        var bill = new FuellingBill(request.Pump.Station, grade, sale.VolumeMl, sale.PriceMilli!.Value, sale.AmountFen);
        var funding = FuelFunding.Plan(bill, vouchers, now);
        if (Unneeded(vouchers, funding) is { } unneeded)
            return (unneeded, null);
        return (null, FuelOffer.Of(request, OrderId.New(time), sale, grade, funding, now, tools.Options.PayWithin));
    }

    private async Task<(FuelPlaceReply?, FuelOrder?)> BeforeAsync(FuelRequest request)
    {
        var now = tools.Now;
        if (
            await GrainFactory.GetGrain<IStationGrain>(request.Pump.Station.Value).ForecourtAsync() is not { } forecourt
        )
            return (new(FuelPlaceOutcome.NotFound), null);
        var authorised = await authorisations.FindOpenAsync(request.Pump, Unstopped) is not null;
        if (FuelOffer.Refuse(forecourt, request.Pump.Number, authorised) is { } refused)
            return (new(refused), null);
        if (FuelOffer.Price(forecourt.Board, request.Grade) is not var (price, grade, products))
            return (new(FuelPlaceOutcome.GradeNotSold), null);
        var (vouchers, tank) = await tools.Ledger.ReadAsync(async session =>
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
        var money = FuelFunding.UpFrontFen(bill, vouchers, now);
        return (
            null,
            FuelOffer.Draft(
                request,
                OrderId.New(time),
                grade,
                products,
                price,
                credit,
                funding,
                money,
                now,
                tools.Options.PayWithin
            )
        );
    }

    private async Task<FuelPlaceReply> WriteAsync(FuelRequest request, FuelOrder draft)
    {
        // Vouchers may pay all of it: then nobody has to wait for money.
        var order = draft.MoneyFen == 0 ? FuelOrderRule.Paid(draft, tools.Now) : draft;
        try
        {
            var written = await tools.Ledger.WriteAsync(session => AddAsync(session, request, order), Unstopped);
            if (written)
            {
                await tools.ChangedAsync(null, order);
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
        // The key, the sale or the pump: the rows tell which.
        return await KnownAsync(request)
            ?? new(request.Wish == FuelPreset.Sale ? FuelPlaceOutcome.SaleTaken : FuelPlaceOutcome.PumpTaken);
    }

    private static async Task<bool> AddAsync(LedgerSession session, FuelRequest request, FuelOrder order)
    {
        if (!await FuelOrderRows.AddAsync(session, order, request.KeyHash, request.BodyHash))
            return false;
        if (
            order.Sale is { } sale
            && !await FuelSaleLedger.LockAsync(session, sale, order.Customer, order.PayBy, order.CreatedAt)
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
        await FuelCommit.PromiseAsync(session, order, order.CreatedAt);
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

    private static async Task<ImmutableArray<FuelOrderDetail>> DetailsAsync(
        LedgerSession session,
        ImmutableArray<FuelOrder> orders
    )
    {
        var details = ImmutableArray.CreateBuilder<FuelOrderDetail>(orders.Length);
        foreach (var order in orders)
            details.Add(await DetailAsync(session, order));
        return details.MoveToImmutable();
    }

    private static async Task<FuelOrderDetail> DetailAsync(LedgerSession session, FuelOrder order) =>
        new(
            order,
            await FuelOrderRows.StationNameAsync(session, order.Pump.Station),
            order.Sale is { } sale ? await FuelSaleRows.FindAsync(session, sale) : null,
            await FuelSaleRows.FindAsync(session, order.Authorisation),
            await PaymentTable.OfOrderAsync(session, order.Id),
            await RefundTable.OfOrderAsync(session, order.Id)
        );
}
