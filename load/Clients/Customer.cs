namespace FuelGrains.Load.Clients;

/// <summary>One logged-in phone.</summary>
internal sealed record Customer(Guid Id, string Token);
