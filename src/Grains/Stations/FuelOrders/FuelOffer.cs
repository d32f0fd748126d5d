using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>What a driver may order at a pump as it stands, and how it would be paid. Nothing is changed by it.</summary>
public static class FuelOffer
{
    private const string Yuan = "CNY";

    // Millilitres times milli-yuan per litre make ten-thousandths of a fen.
    private const long PerFen = 10_000;

    /// <summary>Why a sale takes no order of this customer; null when it does.</summary>
    public static FuelPlaceOutcome? Refuse(
        FuelSale? sale,
        PumpKey pump,
        bool authorised,
        CustomerId customer,
        DateTimeOffset now
    ) =>
        sale switch
        {
            null => FuelPlaceOutcome.SaleNotFound,
            _ when sale.Pump != pump => FuelPlaceOutcome.SaleNotFound,
            { State: FuelSaleState.Held } => FuelPlaceOutcome.SaleHeld,
            _ when sale.Currency != Yuan => FuelPlaceOutcome.ForeignCurrency,
            // Paid before fuelling: its own order settles it.
            _ when authorised => FuelPlaceOutcome.SaleTaken,
            { State: FuelSaleState.Locked } when sale.Payer != customer && sale.LockedUntil > now =>
                FuelPlaceOutcome.SaleTaken,
            { State: FuelSaleState.Open or FuelSaleState.Locked } => null,
            _ => FuelPlaceOutcome.SaleOver,
        };

    /// <summary>Why a pump takes no order before fuelling; null when it does.</summary>
    public static FuelPlaceOutcome? Refuse(Forecourt forecourt, int pump, bool authorised) =>
        !forecourt.Board.Connected ? FuelPlaceOutcome.NotConnected
        : forecourt.Currency != Yuan ? FuelPlaceOutcome.ForeignCurrency
        : forecourt.Board.Pumps.FirstOrDefault(known => known.Number == pump)?.State != PumpState.Locked
            ? FuelPlaceOutcome.PumpNotLocked
        : authorised ? FuelPlaceOutcome.PumpTaken
        : null;

    /// <summary>The products of a grade at one price, the dearest: so the credit never buys more litres than were meant.</summary>
    public static (long PriceMilli, string Grade, ImmutableArray<string> Products)? Price(
        StationBoard board,
        string grade
    )
    {
        var sold = board
            .Prices.Where(price =>
                price is { Current: true, Currency: Yuan, PriceMilli: > 0 }
                && (price.Grade == grade || price.Product == grade)
            )
            .ToList();
        if (sold.Count == 0)
            return null;
        var dearest = sold.MaxBy(price => price.PriceMilli)!;
        return (
            dearest.PriceMilli,
            dearest.Grade ?? "",
            [
                .. sold.Where(price => price.PriceMilli == dearest.PriceMilli)
                    .Select(price => price.Product)
                    .Take(AuthorisationRule.MostProducts),
            ]
        );
    }

    /// <summary>What a wish comes to at a price; null when it buys nothing, or more than the tank holds.</summary>
    /// <param name="ownTankMl">The customer's tank in millilitres; null when it is not known.</param>
    public static (long Fen, long Ml)? Credit(FuelRequest request, long priceMilli, long? ownTankMl = null)
    {
        var tankMl = ownTankMl ?? FuelSaleRule.UsualTankMl;
        var (fen, ml) = request.Wish switch
        {
            FuelPreset.Amount => (request.AmountFen, (long)((Int128)request.AmountFen * PerFen / priceMilli)),
            FuelPreset.Litres => (FuelSaleRule.CreditFen(request.VolumeMl, priceMilli), request.VolumeMl),
            _ => (FuelSaleRule.CreditFen(tankMl, priceMilli), tankMl),
        };
        return fen > 0 && ml > 0 && ml <= tankMl ? (fen, ml) : null;
    }

    /// <summary>An order for a sale that there is: the amount is the meter's, so what is planned is what will be.</summary>
    public static FuelOrder Of(
        FuelRequest request,
        OrderId id,
        FuelSale sale,
        string grade,
        Funding funding,
        DateTimeOffset now,
        TimeSpan payWithin
    ) =>
        Draft(
            request,
            id,
            grade,
            [sale.Product],
            sale.PriceMilli!.Value,
            (sale.AmountFen, sale.VolumeMl),
            funding,
            funding.MoneyFen,
            now,
            payWithin
        ) with
        {
            Sale = sale.Id,
            Settled = new(sale.VolumeMl, sale.AmountFen, sale.AmountFen - funding.MoneyFen, funding.MoneyFen),
        };

    /// <summary>An order before anything: a wish with its price.</summary>
    public static FuelOrder Draft(
        FuelRequest request,
        OrderId id,
        string grade,
        ImmutableArray<string> products,
        long priceMilli,
        (long Fen, long Ml) credit,
        Funding funding,
        long moneyFen,
        DateTimeOffset now,
        TimeSpan payWithin
    ) =>
        new()
        {
            Id = id,
            Pump = request.Pump,
            Customer = request.Customer,
            Kind = request.Wish == FuelPreset.Sale ? FuelOrderKind.PostPay : FuelOrderKind.PreAuth,
            Grade = grade,
            Products = products,
            PriceMilli = priceMilli,
            Wish = request.Wish,
            CreditFen = credit.Fen,
            CreditMl = credit.Ml,
            MoneyFen = moneyFen,
            Shares = funding.Vouchers,
            Status = OrderStatus.PendingPayment,
            Cause = CloseCause.None,
            Phase = FuelPhase.Paying,
            Prepared = false,
            CreatedAt = now,
            PayBy = now + payWithin,
            NextAt = now + payWithin,
            Tries = 0,
            Fence = 1,
        };
}
