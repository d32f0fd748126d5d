using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Customers;

/// <summary>Routes for login: customers by a code of wx.login, staff by name and password.</summary>
internal static class LoginEndpoints
{
    private const int MaxCodeLength = 128;

    // The token names all stations, and RememberedTokens reads 4,096 characters of a token.
    private const int MaxStations = 32;

    private static readonly Problem BadCode = new(
        "bad-code",
        400,
        "The login code is not valid",
        "Call wx.login again and send its code once."
    );
    private static readonly Problem Blocked = new(
        "login-blocked",
        403,
        "WeChat has blocked this account",
        "WeChat calls the account risky and does not let it log in. Another try ends the same; the customer can ask WeChat."
    );
    private static readonly Problem Refused = new(
        "login-refused",
        403,
        "WeChat refuses the login",
        "Another try ends the same. The staff can help, and they are told when the cause is on this side."
    );

    // WeChat counts the logins of a customer by the minute.
    private static readonly Problem TooFrequent = Problems.TooManyRequests with
    {
        Detail = "WeChat limits how often a customer may log in. Try again in a minute.",
        RetryAfterSeconds = 60,
    };
    private static readonly Problem BadPassword = new(
        "unauthenticated",
        401,
        "Name or password is wrong",
        "Check both and try again."
    );

    public static void MapLogin(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/login", LoginAsync)
            .AllowAnonymous()
            .LimitUnverified()
            .WithSummary("Logs a customer in with a code of wx.login")
            .WithTags("Login")
            .Produces<CustomerToken>()
            .ProducesProblem(400)
            .ProducesProblem(403)
            .ProducesProblem(429)
            .ProducesProblem(503);
        app.MapPost("/api/admin/login", LoginStaffAsync)
            .AllowAnonymous()
            .LimitUnverified()
            .WithSummary("Logs a member of staff in")
            .WithTags("Login")
            .Produces<StaffToken>()
            .ProducesProblem(401)
            .ProducesProblem(429);
        app.MapPost("/api/admin/staff", AddStaffAsync)
            .RequireAuthorization(Authentication.Admin)
            .WithSummary("Adds a member of staff")
            .WithTags("Staff")
            .Produces<StaffJson>(201)
            .ProducesProblem(400)
            .ProducesProblem(409);
    }

    private static async Task<IResult> LoginAsync(LoginRequest request, IGrainFactory grains, Tokens tokens)
    {
        if (request.Code.Length is 0 or > MaxCodeLength)
            return Problems.Invalid("code", $"Must have 1 to {MaxCodeLength} characters.");
        var reply = await grains.GetGrain<ICustomerLoginGrain>(0).LoginAsync(request.Code);
        if (reply.Outcome != CustomerLoginOutcome.Done)
            return reply.Outcome switch
            {
                CustomerLoginOutcome.BadCode => BadCode,
                CustomerLoginOutcome.TooFrequent => TooFrequent,
                CustomerLoginOutcome.Blocked => Blocked,
                CustomerLoginOutcome.Refused => Refused,
                _ => Problems.Unavailable,
            };
        var token = tokens.ForCustomer(reply.Customer);
        return Results.Ok(new CustomerToken(token.Token, token.ExpiresAt, reply.Customer.Value));
    }

    private static async Task<IResult> LoginStaffAsync(
        StaffLoginRequest request,
        IGrainFactory grains,
        Tokens tokens,
        HttpContext http
    )
    {
        if (request.Name.Length is 0 or > 100 || request.Password.Length is 0 or > 200)
            return BadPassword;
        if (await grains.GetGrain<IStaffDirectoryGrain>(0).VerifyAsync(request.Name, request.Password) is not { } staff)
            return BadPassword;
        var token = tokens.ForStaff(staff);
        if (staff.Roles.Contains(StaffRoles.Ops))
            http.Response.Cookies.Append(
                Authentication.OpsCookie,
                token.Token,
                new()
                {
                    Path = "/ops",
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Secure = http.Request.IsHttps,
                    Expires = token.ExpiresAt,
                }
            );
        return Results.Ok(new StaffToken(token.Token, token.ExpiresAt, staff.Name, staff.Roles));
    }

    private static async Task<IResult> AddStaffAsync(NewStaff request, IGrainFactory grains, HttpContext http)
    {
        var errors = new Dictionary<string, string[]>();
        if (request.Name.Length is 0 or > 100 || request.Name.Any(char.IsControl))
            errors["name"] = ["Must have 1 to 100 characters, none of them control characters."];
        if (request.Password.Length is < 12 or > 200)
            errors["password"] = ["Must have 12 to 200 characters."];
        if (request.Roles.IsDefaultOrEmpty || request.Roles.Except(StaffRoles.All).Any())
            errors["roles"] = [$"One or more of {string.Join(", ", StaffRoles.All)}."];
        var stations = request.Stations is null ? [] : request.Stations.Distinct().ToImmutableArray();
        if (stations.Length > MaxStations)
            errors["stations"] = [$"At most {MaxStations}."];
        else if (!stations.IsEmpty && !(request.Roles.IsDefault || request.Roles.Contains(StaffRoles.Station)))
            errors["stations"] = ["Only with the role station."];
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var member = new StaffMember(request.Name, [.. request.Roles.Distinct()])
        {
            Stations = [.. stations.Select(id => new StationId(id))],
        };
        return await grains.GetGrain<IStaffDirectoryGrain>(0).AddAsync(member, request.Password, http.Staff())
            ? Results.Json(new StaffJson(member.Name, member.Roles, stations), statusCode: 201)
            : new Problem("name-taken", 409, "The name is taken", "Choose another name.");
    }

    internal sealed record LoginRequest(string Code);

    internal sealed record CustomerToken(string Token, DateTimeOffset ExpiresAt, Guid CustomerId);

    internal sealed record StaffLoginRequest(string Name, string Password);

    internal sealed record StaffToken(
        string Token,
        DateTimeOffset ExpiresAt,
        string Name,
        ImmutableArray<string> Roles
    );

    internal sealed record NewStaff(
        string Name,
        string Password,
        ImmutableArray<string> Roles,
        Guid[]? Stations = null
    );

    internal sealed record StaffJson(string Name, ImmutableArray<string> Roles, ImmutableArray<Guid> Stations);
}
