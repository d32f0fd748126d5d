using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Silo.Hosting;

/// <summary>Tells a start that failed for a reason its operator can mend from one that failed by a bug.</summary>
public static class StartRefusal
{
    /// <summary>The one sentence that names the setting and the reason; null for anything else.</summary>
    public static string? Sentence(Exception error) =>
        error switch
        {
            SettingsException or DataDirectoryHeldException or LedgerMigrationException or OptionsValidationException =>
                error.Message,
            // The configuration binder's word for a value of the wrong type: it has no exception of its own.
            InvalidOperationException { InnerException: ArgumentException or FormatException }
                when error.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) =>
                error.Message,
            _ => null,
        };
}
