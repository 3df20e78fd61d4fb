using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Diagnostic;

public sealed class PointReachTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    public void ThePointMovesAsItIsPushedAndOnlyArrivingPays(double radius)
    {
        var world = new PointReach(radius);
        float[] observation = new float[8], push = new float[2];
        var random = Pcg64.FromSeed(7);
        int arrived = 0, walls = 0;
        for (int episode = 0; episode < 300; episode++)
        {
            world.Reset(episode == 0 ? 3ul : null, observation);
            Assert.Equal([0f, 0f], observation[2..4]);
            double[] place = [observation[0], observation[1]], speed = [0, 0];
            float[] goal = observation[6..];
            Assert.True(Math.Sqrt(Math.Pow(place[0] - goal[0], 2) + Math.Pow(place[1] - goal[1], 2)) > 0.499);
            for (int step = 0; step < 60; step++)
            {
                for (int i = 0; i < 2; i++)
                {
                    // Towards the goal, too hard at times, or anywhere.
                    push[i] = (float)(episode % 2 == 0 ? 3 * (goal[i] - place[i]) : random.Uniform(0, 1.5) * (episode % 4 - 2));
                    speed[i] = 0.8 * speed[i] + 0.02 * Math.Max(-1.0, Math.Min(1.0, push[i]));
                    place[i] += speed[i];
                    if (place[i] is > 1 or < -1)
                    {
                        (place[i], speed[i]) = (place[i] > 0 ? 1 : -1, 0);
                        walls++;
                    }
                }

                StepResult result = world.Step(push, observation);
                double distance = Math.Sqrt(Math.Pow(observation[4] - goal[0], 2) + Math.Pow(observation[5] - goal[1], 2));
                Assert.Equal(new StepResult(distance <= radius ? 0 : -1, distance <= radius), result);
                float[] there = [(float)place[0], (float)place[1]];
                float[] expected = [.. there, (float)(speed[0] / 0.1), (float)(speed[1] / 0.1), .. there, .. goal];
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected[i], observation[i], 1e-5f);
                }

                if (result.EpisodeEnded)
                {
                    arrived++;
                    break;
                }
            }
        }

        Assert.True(arrived > 100 && walls > 100, $"{arrived} arrived, {walls} hits");
    }

    [Fact]
    public void EveryPlaceIsReachedInTimeByPushingTowardsIt()
    {
        Environment world = EnvironmentRegistry.Default.Make("PointReach-v0");
        double sum = 0;
        for (int episode = 0; episode < 3_000; episode++)
        {
            sum += Play(world, episode, o => [Math.Sign(o[6] - o[4]), Math.Sign(o[7] - o[5])], mustArrive: true);
        }

        Assert.InRange(sum / 3_000, -17.1, -16.1);
    }

    [Fact]
    public void RandomPlayHardlyEverArrives()
    {
        const int Episodes = 20_000;
        Environment world = EnvironmentRegistry.Default.Make("PointReach-v0");
        var random = Pcg64.FromSeed(4);
        double missed = 0;
        for (int episode = 0; episode < Episodes; episode++)
        {
            missed += Play(world, episode, _ => [(float)random.Uniform(-1, 1), (float)random.Uniform(-1, 1)]) == -50 ? 1 : 0;
        }

        Assert.InRange(1 - missed / Episodes, 0.0028, 0.0054);
    }

    private static double Play(Environment world, int episode, Func<float[], float[]> act, bool mustArrive = false)
    {
        var observation = new float[8];
        world.Reset(episode == 0 ? 1ul : null, observation);
        double sum = 0;
        StepResult result;
        do
        {
            result = world.Step(act(observation), observation);
            sum += result.Reward;
        }
        while (!result.EpisodeEnded);
        Assert.True(result.Terminated || !mustArrive);
        return sum;
    }
}
