namespace FuelGrains.Load.Clients;

/// <summary>What a phone does about teams: open one, join one by its id or share code, leave it, look at it.</summary>
internal sealed class TeamClient(HttpClient http)
{
    public Task<Reply> OpenAsync(Customer customer, Guid campaign, int size, string key, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Post, $"api/group-buys/{campaign}/teams", stop, key, new { size });

    public Task<Reply> JoinAsync(Customer customer, string team, string key, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Post, $"api/teams/{team}/seats", stop, key, new { });

    public Task<Reply> LeaveAsync(Customer customer, string team, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Post, $"api/teams/{team}/leave", stop);

    public Task<Reply> TeamAsync(Customer customer, string team, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Get, $"api/teams/{team}", stop);

    private Task<Reply> SendAsync(
        Customer customer,
        HttpMethod method,
        string path,
        CancellationToken stop,
        string? key = null,
        object? body = null
    ) => PhoneRequest.SendAsync(http, customer, method, path, stop, key, body);
}
