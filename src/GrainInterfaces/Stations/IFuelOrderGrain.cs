using FuelGrains.GrainInterfaces.Orders;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// One fuel order: the owner that payments command, and its steps at the pump. The key is the order's id. Every change is one conditional change of its row with all its effects in the same commit, so any call may come
/// twice, or at two activations.
/// </summary>
[Alias("fuel.fuel-order-owner")]
public interface IFuelOrderGrain : IGrainWithGuidKey, IOrderOwner
{
    /// <summary>Does the next step at the pump, if one is due, and says when to come again.</summary>
    [Alias("advance")]
    Task AdvanceAsync();

    /// <summary>The driver gives up: an unpaid order at once, a paid one when the pump confirms that it is locked.</summary>
    [Alias("cancel")]
    Task<FuelCancelOutcome> CancelAsync();

    /// <summary>Staff's word on an order of the back office: what is kept of the money; the rest goes back.</summary>
    [Alias("decide")]
    Task<FuelDecisionOutcome> DecideAsync(FuelDecision decision);
}

[GenerateSerializer, Alias("fuel.fuel-cancel-outcome")]
public enum FuelCancelOutcome
{
    Done = 0,

    /// <summary>Fuel was given, or the order has ended: it cannot be cancelled any more.</summary>
    TooLate = 1,

    /// <summary>The pump did not confirm; it may be live, so the money stays. Ask again.</summary>
    PumpSilent = 2,
    NotFound = 3,
    Retry = 4,
}

/// <param name="KeepFen">Null: settle as it was worked out. Otherwise so much of the money is kept, and no voucher is used.</param>
[GenerateSerializer, Immutable, Alias("fuel.fuel-decision")]
public sealed record FuelDecision(long? KeepFen, string Staff, string Reason);

[GenerateSerializer, Alias("fuel.fuel-decision-outcome")]
public enum FuelDecisionOutcome
{
    Done = 0,
    NotFound = 1,

    /// <summary>It does not wait for a decision.</summary>
    NotWaiting = 2,

    /// <summary>More than was paid.</summary>
    TooMuch = 3,

    /// <summary>What the fuel came to is not known: say what is kept.</summary>
    NotSettled = 4,
    Retry = 5,
}
