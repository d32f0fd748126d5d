using System.CommandLine;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.Load.Scenarios;

/// <summary>
/// The floor: the least that an authenticated JSON endpoint can cost. Stock JwtBearer and nothing else,
/// in a host of its own, so that nothing of the product makes it slower.
/// </summary>
internal static class FloorHost
{
    /// <summary>By environment and not by argument: arguments are readable to everyone on the machine.</summary>
    public const string KeyVariable = "FUELGRAINS_FLOOR_KEY";

    public static Command Attach(Command command)
    {
        var port = new Option<int>("--port") { Required = true };
        var issuer = new Option<string?>("--issuer");
        var audience = new Option<string?>("--audience");
        foreach (var option in new Option[] { port, issuer, audience })
            command.Options.Add(option);
        command.SetAction(
            (parsed, stop) => RunAsync(parsed.GetValue(port), parsed.GetValue(issuer), parsed.GetValue(audience), stop)
        );
        return command;
    }

    private static async Task<int> RunAsync(int port, string? issuer, string? audience, CancellationToken stop)
    {
        var key =
            Environment.GetEnvironmentVariable(KeyVariable)
            ?? throw new CannotRunException($"{KeyVariable} is not set.");
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        builder
            .Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer(options =>
                options.TokenValidationParameters = new()
                {
                    IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)),
                    ValidIssuer = issuer,
                    ValidAudience = audience,
                    ValidateIssuer = issuer is not null,
                    ValidateAudience = audience is not null,
                }
            );
        await using var app = builder.Build();
        app.MapGet("/ready", () => TypedResults.Ok());
        app.MapGet("/empty", () => new Empty()).RequireAuthorization();
        app.MapPost("/empty", () => new Empty()).RequireAuthorization();
        await app.RunAsync(stop);
        return 0;
    }

    private sealed record Empty;
}
