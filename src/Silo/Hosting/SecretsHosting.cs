using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Storage.Sealing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FuelGrains.Silo.Hosting;

/// <summary>Loads the keys of sealed data, and seals again what an older key sealed.</summary>
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
        builder.Services.AddSingleton<SealRotation>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SealRotation>());
    }
}
