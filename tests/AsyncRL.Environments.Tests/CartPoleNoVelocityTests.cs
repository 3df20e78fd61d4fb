namespace AsyncRL.Environments.Tests;

public class CartPoleNoVelocityTests
{
    [Fact]
    public void ItIsCartPoleSeenThroughPositionAndAngleOnly()
    {
        Environment full = EnvironmentRegistry.Default.Make("CartPole-v1");
        Environment partial = EnvironmentRegistry.Default.Make("CartPoleNoVelocity-v1");
        float[] seen = new float[4], less = new float[2];
        Assert.Equal([2], partial.ObservationSpace.Shape);
        for (int episode = 0; episode < 30; episode++)
        {
            full.Reset(episode == 0 ? 5ul : null, seen);
            partial.Reset(episode == 0 ? 5ul : null, less);
            StepResult result;
            int step = 0;
            do
            {
                Assert.Equal([seen[0], seen[2]], less);
                // Pushing to the side that the pole falls to keeps it up for a while.
                int action = step++ % 7 == 0 ? episode % 2 : seen[2] + seen[3] > 0 ? 1 : 0;
                result = full.Step(action, seen);
                Assert.Equal(result, partial.Step(action, less));
            }
            while (!result.EpisodeEnded);
            Assert.Equal([seen[0], seen[2]], less);
        }
    }

    [Fact]
    public void TheTimeLimitAndTheThresholdAreCartPoles()
    {
        EnvironmentSpec spec = EnvironmentRegistry.Default.Find("CartPoleNoVelocity-v1");

        Assert.Equal((500, 475.0), (spec.MaxEpisodeSteps!.Value, spec.RewardThreshold!.Value));
    }
}
