using FuelGrains.Load.Clients;
using FuelGrains.Load.Storm;
using FuelGrains.Load.Teams;

namespace FuelGrains.Load.Rush;

/// <summary>A seat that somebody was given: its order, what was said of it, and how to ask for it again.</summary>
/// <param name="Body">The acknowledgement, byte for byte.</param>
/// <param name="Press">The same press with the same key.</param>
internal sealed record Seat(
    Dealing Dealing,
    ToldSeat Told,
    DateTimeOffset Deadline,
    string Body,
    Func<CancellationToken, Task<Reply>> Press
);
