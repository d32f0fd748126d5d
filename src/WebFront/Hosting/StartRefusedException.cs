namespace FuelGrains.WebFront.Hosting;

/// <summary>The front cannot start as it is set up. The message is one sentence that says what and why.</summary>
public sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
