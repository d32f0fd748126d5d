namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>The serials of WeChat's own keys: a callback of any other serial is not WeChat's.</summary>
public interface IPlatformSerials
{
    /// <param name="missed">A serial that somebody does not know; new certificates may be fetched for it.</param>
    ImmutableArray<string> All(string missed);
}
