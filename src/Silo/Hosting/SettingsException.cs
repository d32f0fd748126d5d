namespace FuelGrains.Silo.Hosting;

/// <summary>The settings are wrong or contradict each other. The message is one sentence that says which and why.</summary>
public sealed class SettingsException(string message) : Exception(message);
