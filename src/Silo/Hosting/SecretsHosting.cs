using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Storage.Sealing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Hosting;

/// <summary>Loads the keys of sealed data, and seals data that is plain or under an old key.</summary>
internal static class SecretsHosting
{
    public static void AddSecrets(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Secrets").Get<SecretsOptions>() ?? new();
        try
        {
            builder.Services.AddSingleton(new Sealer(SecretKeys.Read(options, builder.Environment.IsDevelopment())));
        }
        catch (SecretKeysException wrong)
        {
            throw new SettingsException(wrong.Message);
        }
        builder.Services.AddSingleton<CustomerIdentities>();
        builder.Services.AddHostedService<SealPlain>();
        builder.Services.AddSingleton<SealRotation>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SealRotation>());
    }

    /// <summary>
    /// Runs after the schema is applied and before anything else (hosted services start in the order of their registration).
    /// </summary>
    private sealed class SealPlain(CustomerIdentities identities, ILogger<SealPlain> log) : IHostedLifecycleService
    {
        public async Task StartingAsync(CancellationToken cancellationToken)
        {
            var customers = await identities.SealPlainAsync(cancellationToken);
            if (customers > 0)
                log.LogInformation("{Customers} openids were plain and are sealed now.", customers);
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
