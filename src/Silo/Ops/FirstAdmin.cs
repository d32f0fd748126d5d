using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Ops.Readiness;
using FuelGrains.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Ops;

/// <summary>Creates the configured first member of staff, with every role, unless there is one of that name.</summary>
internal static class FirstAdmin
{
    /// <summary>The password that Development uses and prints; Production refuses it.</summary>
    public const string DevelopmentPassword = "fuelgrains-dev";

    public static void AddFirstAdmin(this IHostApplicationBuilder builder)
    {
        var name = builder.Configuration["FirstAdmin:Name"];
        var password = builder.Configuration["FirstAdmin:Password"];
        if (name is null && password is null && builder.Environment.IsDevelopment())
            (name, password) = ("admin", DevelopmentPassword);
        if (string.IsNullOrEmpty(name) != string.IsNullOrEmpty(password))
            throw new SettingsException(
                "FirstAdmin:Name and FirstAdmin:Password go together, but only one of them is set."
            );
        if (string.IsNullOrEmpty(name))
            return;
        if (!builder.Environment.IsDevelopment() && (password == DevelopmentPassword || password!.Length < 12))
            throw new SettingsException(
                "FirstAdmin:Password is the development default or shorter than 12 characters; choose another."
            );
        builder.Services.AddHostedService(services => new Seed(
            services.GetRequiredService<IGrainFactory>(),
            services.GetRequiredService<OpenTasks>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<Seed>>(),
            name,
            password!
        ));
    }

    private sealed class Seed(
        IGrainFactory grains,
        OpenTasks open,
        TimeProvider time,
        ILogger<Seed> log,
        string name,
        string password
    ) : StartupTask("Adding the first member of staff", open, time, log)
    {
        protected override async Task RunOnceAsync()
        {
            var added = await grains
                .GetGrain<IStaffDirectoryGrain>(0)
                .AddAsync(new(name, StaffRoles.All), password, "configuration");
            if (added)
                Log.LogInformation("Staff member {Name} was added from the configuration.", name);
        }
    }
}
