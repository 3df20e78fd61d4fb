using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// Two controllers, proportional with damping: one tilts towards the pad, one holds a speed that suits the height.
/// </summary>
public sealed class LanderPlayer : IScriptedPlayer
{
    private readonly float[] action = new float[2];

    public void Begin()
    {
    }

    public EnvironmentAction Act(ReadOnlySpan<float> observation)
    {
        (double x, double height) = (observation[0], observation[1]);
        (double velocityX, double velocityY) = (observation[2], observation[3]);
        (double tilt, double spin) = (observation[4], observation[5]);

        double sideways = Math.Clamp(-0.2 * x, -3, 3);
        double steepest = height > 5 ? 0.35 : 0.15;
        double wantedTilt = Math.Clamp(0.4 * (sideways - velocityX), -steepest, steepest);
        double turn = (2 * (wantedTilt - tilt)) - (2.5 * spin); // rad/s^2

        double spare = Math.Max(height - Math.Max(Math.Abs(x) - 3, 0), 0); // m to descend before the pad is near
        double down = Math.Sqrt(0.6 + (1.2 * spare));
        double upward = Lander.Gravity + (2 * (-down - velocityY)); // m/s^2
        action[0] = (float)Math.Clamp((2 * upward / Lander.Thrust) - 1, -1, 1);
        action[1] = (float)Math.Clamp(turn / Lander.TurnRate, -1, 1);
        return action;
    }
}
