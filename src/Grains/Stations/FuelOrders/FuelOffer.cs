using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>Works out what a driver may order at a pump now, and how the order would be paid. Pure: nothing is changed.</summary>
public static class FuelOffer
{
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
            { State: FuelSaleState.UnderReview } => FuelPlaceOutcome.SaleUnderReview,
            _ when sale.Currency != FuelOrder.Currency => FuelPlaceOutcome.ForeignCurrency,
            // A sale that was paid before fuelling is settled by its own order.
            _ when authorised => FuelPlaceOutcome.SaleTaken,
            { State: FuelSaleState.Locked } when sale.Payer != customer && sale.LockedUntil > now =>
                FuelPlaceOutcome.SaleTaken,
            { State: FuelSaleState.Open or FuelSaleState.Locked } => null,
            _ => FuelPlaceOutcome.SaleOver,
        };

    /// <summary>Why a pump takes no order before fuelling; null when it does.</summary>
    public static FuelPlaceOutcome? Refuse(Forecourt forecourt, int pump, bool authorised) =>
        !forecourt.Board.Connected ? FuelPlaceOutcome.NotConnected
        : forecourt.Currency != FuelOrder.Currency ? FuelPlaceOutcome.ForeignCurrency
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
                price is { Current: true, Currency: FuelOrder.Currency, PriceMilli: > 0 }
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

    /// <summary>The credit of a preset at a price; null when it buys nothing, or more than the tank holds.</summary>
    /// <param name="ownTankMl">The customer's tank in millilitres; null when it is not known.</param>
    public static (long Fen, long Ml)? Credit(FuelRequest request, long priceMilli, long? ownTankMl = null)
    {
        var tankMl = ownTankMl ?? FuelSaleRule.UsualTankMl;
        var (fen, ml) = request.Preset switch
        {
            FuelPreset.Amount => (
                request.AmountFen,
                (long)((Int128)request.AmountFen * FuelSaleRule.PerFen / priceMilli)
            ),
            FuelPreset.Litres => (FuelSaleRule.CreditFen(request.VolumeMl, priceMilli), request.VolumeMl),
            _ => (FuelSaleRule.CreditFen(tankMl, priceMilli), tankMl),
        };
        return fen > 0 && ml > 0 && ml <= tankMl ? (fen, ml) : null;
    }

    /// <summary>
    /// An order for a sale that exists. The meter's amount is final, so the order is settled from the start.
    /// </summary>
    public static FuelOrder PostPay(
        FuelRequest request,
        OrderId id,
        FuelSale sale,
        string grade,
        Funding funding,
        (DateTimeOffset From, DateTimeOffset By) payment
    ) =>
        Draft(
            request,
            id,
            new()
            {
                Grade = grade,
                Products = [sale.Product],
                PriceMilli = sale.PriceMilli!.Value,
                CreditFen = sale.AmountFen,
                CreditMl = sale.VolumeMl,
                MoneyFen = funding.MoneyFen,
                Shares = funding.Vouchers,
            },
            payment
        ) with
        {
            Sale = sale.Id,
            Settled = new(sale.VolumeMl, sale.AmountFen, sale.AmountFen - funding.MoneyFen, funding.MoneyFen),
        };

    /// <summary>An order that is not placed yet: a request with its quote.</summary>
    public static FuelOrder Draft(
        FuelRequest request,
        OrderId id,
        FuelQuote quote,
        (DateTimeOffset From, DateTimeOffset By) payment
    ) =>
        new()
        {
            Id = id,
            Pump = request.Pump,
            Customer = request.Customer,
            Kind = request.Preset == FuelPreset.Sale ? FuelOrderKind.PostPay : FuelOrderKind.PreAuth,
            Grade = quote.Grade,
            Products = quote.Products,
            PriceMilli = quote.PriceMilli,
            Preset = request.Preset,
            CreditFen = quote.CreditFen,
            CreditMl = quote.CreditMl,
            MoneyFen = quote.MoneyFen,
            Shares = quote.Shares,
            Status = OrderStatus.PendingPayment,
            Cause = CloseCause.None,
            Phase = FuelPhase.Paying,
            Prepared = false,
            CreatedAt = payment.From,
            PayBy = payment.By,
            NextAt = payment.By,
            Tries = 0,
            Version = 1,
        };
}

/// <summary>The terms of a fuel order: what the pump may give, and how the customer pays for it.</summary>
public sealed record FuelQuote
{
    public required string Grade { get; init; }

    /// <summary>The site's product ids.</summary>
    public required ImmutableArray<string> Products { get; init; }

    /// <summary>The price in thousandths of a yuan a litre.</summary>
    public required long PriceMilli { get; init; }

    /// <summary>The most that the pump gives, in fen.</summary>
    public required long CreditFen { get; init; }

    /// <summary>The most that the pump gives, in millilitres.</summary>
    public required long CreditMl { get; init; }

    /// <summary>The payment in advance, in fen.</summary>
    public required long MoneyFen { get; init; }

    /// <summary>The planned shares of the vouchers.</summary>
    public required ImmutableArray<VoucherShare> Shares { get; init; }
}
