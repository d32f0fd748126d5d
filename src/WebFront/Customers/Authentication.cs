using System.Text;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace FuelGrains.WebFront.Customers;

/// <summary>Decides who may call which route. Every route needs a token unless it says otherwise.</summary>
internal static class Authentication
{
    public const string Customer = "customer";
    public const string Marketing = "marketing";
    public const string Admin = "admin";
    public const string Ops = "ops";
    public const string Money = "money";
    public const string Station = "station";
    public const string Metrics = "metrics";

    /// <summary>Carries a staff token to the dashboard, because a browser opens pages without headers. Sent to /ops only.</summary>
    public const string OpsCookie = "fuelgrains-ops";

    public static void AddTokens(this WebApplicationBuilder builder)
    {
        Judge(builder.Configuration, builder.Environment);
        builder.Services.AddOptions<JwtOptions>().BindConfiguration("Jwt").ValidateDataAnnotations().ValidateOnStart();
        if (string.IsNullOrEmpty(builder.Configuration["Jwt:SigningKey"]))
            builder.Services.PostConfigure<JwtOptions>(options => options.SigningKey = JwtOptions.DevelopmentKey);
        builder.Services.AddSingleton<Tokens>();
        builder.Services.AddSingleton<RememberedTokens>();
        builder.Services.AddAuthentication(CallerIdentity.Scheme).AddJwtBearer(CallerIdentity.Scheme);
        builder
            .Services.AddOptions<JwtBearerOptions>(CallerIdentity.Scheme)
            .Configure<Tokens, RememberedTokens>(
                (bearer, tokens, remembered) =>
                {
                    bearer.MapInboundClaims = false;
                    bearer.TokenValidationParameters = tokens.Rules;
                    bearer.TokenHandlers.Clear();
                    bearer.TokenHandlers.Add(new TokenVerifier(remembered));
                    bearer.Events = new()
                    {
                        OnMessageReceived = FindToken,
                        OnChallenge = ChallengeAsync,
                        OnForbidden = c => Problems.Forbidden.ExecuteAsync(c.HttpContext),
                    };
                }
            );
        // Routing looks for the mark of the stock policies, which UseRights may skip.
        builder.Services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true);
        builder.Services.AddAuthorization(options =>
        {
            options.FallbackPolicy = options.DefaultPolicy = new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .Build();
            options.AddPolicy(Customer, policy => policy.RequireRole(CallerIdentity.CustomerRole));
            options.AddPolicy(Marketing, policy => policy.RequireRole(StaffRoles.Marketing));
            options.AddPolicy(Admin, policy => policy.RequireRole(StaffRoles.Admin));
            options.AddPolicy(Ops, policy => policy.RequireRole(StaffRoles.Ops));
            options.AddPolicy(Money, policy => policy.RequireRole(StaffRoles.Ops, StaffRoles.Admin));
            options.AddPolicy(Station, policy => policy.RequireRole(StaffRoles.Station, StaffRoles.Admin));
            options.AddPolicy(Metrics, policy => policy.RequireAssertion(MetricsAccess.Allows));
        });
    }

    /// <summary>
    /// Authenticates. An API request with a remembered token gets its caller here and skips the stock handler, which costs about 33 of
    /// the 74 microseconds of an authenticated hello. Hubs and pages always take the stock way, which also knows when their token ends.
    /// </summary>
    public static void UseCallers(this WebApplication app)
    {
        var remembered = app.Services.GetRequiredService<RememberedTokens>();
        const string bearer = "Bearer ";
        // The host does not see into the branch below; without this mark it would put stock authentication in front of everything.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseWhen(
            context =>
            {
                if (!context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
                    return true;
                if (
                    context.Request.Headers.Authorization is not [{ } header]
                    || !header.StartsWith(bearer, StringComparison.Ordinal)
                )
                    return true;
                if (remembered.Find(header.AsSpan(bearer.Length)) is not { } caller)
                    return true;
                context.User = caller;
                return false;
            },
            stock => stock.UseAuthentication()
        );
    }

    /// <summary>
    /// Authorizes. A remembered customer at an endpoint that asks for a customer and for nothing else has its right by that, and skips the
    /// stock policies.
    /// </summary>
    public static void UseRights(this WebApplication app)
    {
        // The host does not see into the branch below, as in UseCallers.
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseWhen(context => !IsCustomerWhereOneIsDue(context), stock => stock.UseAuthorization());
    }

    private static bool IsCustomerWhereOneIsDue(HttpContext context) =>
        context.User.Identity is CallerIdentity { Customer: not null }
        && context.GetEndpoint()?.Metadata is { } endpoint
        && endpoint.GetOrderedMetadata<IAuthorizeData>()
            is [{ Policy: Customer, Roles: null, AuthenticationSchemes: null }]
        && endpoint.GetMetadata<AuthorizationPolicy>() is null;

    private static void Judge(IConfiguration configuration, IHostEnvironment environment)
    {
        var key = configuration["Jwt:SigningKey"];
        if (string.IsNullOrEmpty(key))
        {
            if (!environment.IsDevelopment())
                throw new StartRefusedException(
                    "Jwt:SigningKey is missing: tokens need a secret of at least 32 bytes, the same for every front."
                );
            return;
        }
        if (Encoding.UTF8.GetByteCount(key) < 32)
            throw new StartRefusedException("Jwt:SigningKey is shorter than 32 bytes, so tokens could be forged.");
        if (key == JwtOptions.DevelopmentKey && !environment.IsDevelopment())
            throw new StartRefusedException(
                "Jwt:SigningKey is the development default, which everybody knows; set a secret of your own."
            );
    }

    // A browser's WebSocket sends no headers, so the hub takes the token from the query; nothing logs the query.
    private static Task FindToken(MessageReceivedContext context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/hubs") && request.Query["access_token"] is [{ Length: > 0 } query])
            context.Token = query;
        else if (request.Path.StartsWithSegments("/ops") && request.Cookies[OpsCookie] is { Length: > 0 } cookie)
            context.Token = cookie;
        return Task.CompletedTask;
    }

    private static Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        // A token that was sent and is not valid is a guess, and guesses are counted.
        var guessing =
            context.AuthenticateFailure is not null
            && !http.RequestServices.GetRequiredService<RateLimits>().AllowsUnverified(http.Connection.RemoteIpAddress);
        http.Response.Headers.WWWAuthenticate = CallerIdentity.Scheme;
        return (guessing ? Problems.TooManyRequests : Problems.Unauthenticated).ExecuteAsync(http);
    }
}
