using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>Steers where the track is longest, and drives as fast as the view ahead allows.</summary>
public sealed class RacerPlayer : IScriptedPlayer
{
    private readonly float[] action = new float[2];

    public void Begin()
    {
    }

    public EnvironmentAction Act(ReadOnlySpan<float> observation)
    {
        (double turn, double sum) = (0, 0);
        for (int ray = 0; ray < Racer.Rays; ray++)
        {
            double weight = observation[ray] * observation[ray];
            turn += weight * (ray - 3) * Math.PI / 6;
            sum += weight;
        }

        double wantedSpeed = 6 + (0.35 * observation[3]), speed = observation[Racer.Rays];
        action[0] = (float)Math.Clamp(3 * turn / (sum * Math.Max(1, speed / 5)), -0.5, 0.5);
        action[1] = speed < wantedSpeed ? 1 : 0;
        return action;
    }
}
