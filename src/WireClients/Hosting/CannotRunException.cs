namespace FuelGrains.WireClients.Hosting;

/// <summary>The run cannot be done as asked; the message is one sentence for the person at the keyboard.</summary>
public sealed class CannotRunException(string message) : Exception(message);
