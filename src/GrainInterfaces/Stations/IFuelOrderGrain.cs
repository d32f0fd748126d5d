using FuelGrains.GrainInterfaces.Orders;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// A fuel order: the owner that payments command, and its steps at the pump. The key is the order's id. Every change is one conditional
/// change of the order's row with its outbox messages in the same commit, so any call may come twice, or at two activations.
/// </summary>
[Alias("fuel.fuel-order-owner")]
public interface IFuelOrderGrain : IGrainWithGuidKey, IOrderOwner
{
    /// <summary>Takes the next step at the pump, if one is due, and schedules the step after it.</summary>
    [Alias("advance")]
    Task AdvanceAsync();

    /// <summary>
    /// Cancels the order for its driver: an order whose pump was not told to unlock at once, any other when the pump is known to be locked.
    /// After <see cref="FuelCancelOutcome.Done"/> nothing is unlocked, and money that comes goes back.
    /// </summary>
    [Alias("cancel")]
    Task<FuelCancelOutcome> CancelAsync();

    /// <summary>
    /// Executes a decision of staff about an order in manual review: a part of the payment is kept, the rest is refunded. A large refund
    /// takes effect when a second member of staff decides the same.
    /// </summary>
    [Alias("decide")]
    Task<FuelDecisionOutcome> DecideAsync(FuelDecision decision);
}

[GenerateSerializer, Alias("fuel.fuel-cancel-outcome")]
public enum FuelCancelOutcome
{
    Done = 0,

    /// <summary>Fuel was given, or the order has ended: it cannot be cancelled any more.</summary>
    TooLate = 1,

    /// <summary>The pump did not confirm and may be live, so the payment stays. Cancel again later.</summary>
    PumpSilent = 2,
    NotFound = 3,
    Retry = 4,

    /// <summary>The payment is frozen for manual review, so it cannot go back now; the order goes on.</summary>
    Frozen = 5,
}

/// <summary>A decision of staff about an order in manual review.</summary>
/// <param name="KeepFen">Null: settle as worked out. Otherwise this much of the payment is kept, in fen, and no voucher is used.</param>
[GenerateSerializer, Immutable, Alias("fuel.fuel-decision")]
public sealed record FuelDecision(long? KeepFen, string Staff, string Reason);

[GenerateSerializer, Alias("fuel.fuel-decision-outcome")]
public enum FuelDecisionOutcome
{
    Done = 0,
    NotFound = 1,

    /// <summary>The order does not wait for a decision.</summary>
    NotWaiting = 2,

    /// <summary>The decision keeps more than was paid.</summary>
    TooMuch = 3,

    /// <summary>The result of the fuelling is not known, so the decision must say how much is kept.</summary>
    NotSettled = 4,
    Retry = 5,

    /// <summary>So much money goes back only when a second member of staff decides the same. The decision is kept as a proposal.</summary>
    AwaitsSecondPerson = 6,

    /// <summary>The decision repeats a proposal of somebody whose account this member of staff made, or who made theirs.</summary>
    SamePerson = 7,
}
