using AsyncRL.Environments.ClassicControl;

namespace AsyncRL.Environments;

/// <summary>The environments that come with the library. Time limits and thresholds are those of Gymnasium's registry.</summary>
internal static class BuiltInEnvironments
{
    public static EnvironmentRegistry AddTo(EnvironmentRegistry registry)
    {
        registry.Register(new("CartPole-v0", () => new CartPole(), 200, 195, "Balance a pole on a cart; 4 numbers, 2 actions, at most 200 steps."));
        registry.Register(new("CartPole-v1", () => new CartPole(), 500, 475, "Balance a pole on a cart; 4 numbers, 2 actions, at most 500 steps."));
        return registry;
    }
}
