using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>Stations, their sites, and orders for fuel.</summary>
public sealed partial class ProductApi
{
    /// <summary>A station with its site's secret and its screen's key.</summary>
    public async Task<(Guid Id, string Secret, string ScreenKey)> NewStationAsync(
        string name,
        CancellationToken cancel,
        long? latitudeE6 = null,
        long? longitudeE6 = null
    )
    {
        var token = await StaffAsync(cancel);
        var station = await SendAsync(
            HttpMethod.Post,
            "/api/admin/stations",
            token,
            new
            {
                name,
                city = "杭州",
                address = "江南大道 88 号",
                latitudeE6,
                longitudeE6,
            },
            cancel
        );
        var path = $"/api/admin/stations/{station.GetProperty("id").GetGuid()}";
        return (station.GetProperty("id").GetGuid(), await SecretAsync("credentials"), await SecretAsync("screen-key"));

        async Task<string> SecretAsync(string what) =>
            (await SendAsync(HttpMethod.Post, $"{path}/{what}", token, null, cancel))
                .GetProperty("secret")
                .GetString()!;
    }

    /// <summary>Waits until a driver who stands at the pump finds it so.</summary>
    public async Task PumpBecomesAsync(Guid station, int pump, Func<JsonElement, bool> wished, CancellationToken cancel)
    {
        var token = await LogInAsync("looks-at-pumps", cancel);
        await Eventually.IsTrueAsync(
            SettledWithin,
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/stations/{station}/pumps/{pump}");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var answer = await _http.SendAsync(request, cancel);
                return answer.IsSuccessStatusCode
                    && wished(await answer.Content.ReadFromJsonAsync<JsonElement>(cancel));
            }
        );
    }

    /// <summary>A driver orders the pump's open sale and presses pay.</summary>
    public async Task<string> PayFuelAsync(string name, Guid station, int pump, CancellationToken cancel)
    {
        var offer = await SendAsync(
            HttpMethod.Get,
            $"/api/stations/{station}/pumps/{pump}",
            await LogInAsync(name, cancel),
            null,
            cancel
        );
        return await OrderFuelAsync(
            name,
            station,
            pump,
            new { saleId = offer.GetProperty("sales")[0].GetProperty("id").GetGuid() },
            cancel
        );
    }

    /// <summary>A driver orders fuel and presses pay; answers the order.</summary>
    public async Task<string> OrderFuelAsync(string name, Guid station, int pump, object wish, CancellationToken cancel)
    {
        var order = await SendAsync(
            HttpMethod.Post,
            $"/api/stations/{station}/pumps/{pump}/orders",
            await LogInAsync(name, cancel),
            wish,
            cancel,
            key: Guid.NewGuid().ToString()
        );
        var id = order.GetProperty("id").GetString()!;
        using var form = new FormUrlEncodedContent([new("action", "pay")]);
        using var paid = await _http.PostAsync(await PayPageAsync(name, id, cancel), form, cancel);
        paid.EnsureSuccessStatusCode();
        return id;
    }
}
