using AsyncRL.Environments.ClassicControl;

namespace AsyncRL.Environments.Tests.Wrappers;

public sealed class ImposedCostTests
{
    [Theory]
    [InlineData(CostSpread.Constant)]
    [InlineData(CostSpread.Exponential)]
    [InlineData(CostSpread.Resets)]
    public void WhatTheEnvironmentDoesIsUnchangedAndItsMeanCostIsTheOneAskedFor(CostSpread spread)
    {
        double sum = 0;
        Environment plain = new CartPole(), costly = new ImposedCost(new CartPole(), 7, spread, spent => sum += spent);
        int steps = 0, episodes = 0;
        foreach (((float[] observation, StepResult result) a, (float[] observation, StepResult result) b) in Play(plain, 20_000)
            .Zip(Play(costly, 20_000)))
        {
            Assert.Equal(a.observation, b.observation);
            Assert.Equal(a.result, b.result);
            steps++;
            episodes += a.result.EpisodeEnded ? 1 : 0;
        }

        Assert.True(episodes > 500);

        // 20,000 exponential draws: the mean's standard deviation is 0.7 %. An episode at the end has not been reset yet.
        Assert.Equal(7, sum / steps, spread == CostSpread.Exponential ? 0.2 : spread == CostSpread.Resets ? 0.1 : 1e-9);
    }

    [Fact]
    public void EveryStepCostsTheSameOrVariesOrTheResetPays()
    {
        List<double> spent = [];
        void Steps(CostSpread spread, int count)
        {
            spent.Clear();
            _ = Play(new ImposedCost(new CartPole(), 3, spread, spent.Add), count).Count();
        }

        Steps(CostSpread.Constant, 50);
        Assert.Equal(Enumerable.Repeat(3.0, 50), spent);
        Steps(CostSpread.Exponential, 2_000);
        Assert.Equal(2_000, spent.Distinct().Count());

        // Of an exponential distribution 1 - 1/e lie below the mean.
        Assert.InRange(spent.Count(s => s < 3) / 2_000.0, 0.60, 0.67);
        Steps(CostSpread.Resets, 100);
        Assert.Equal(0, spent[0]);
        Assert.All(spent.Skip(1), s => Assert.InRange(s, 3 * 5, 3 * 500));
        Assert.InRange(spent.Count, 2, 20);
    }

    [Theory]
    [InlineData(CostSpread.Exponential)]
    [InlineData(CostSpread.Resets)]
    public void AStateThatWasSavedGoesOnWithTheSameCosts(CostSpread spread)
    {
        List<double> spent = [], spentByOther = [];
        Environment first = new ImposedCost(new CartPole(), 3, spread, spent.Add),
            second = new ImposedCost(new CartPole(), 3, spread, spentByOther.Add);
        _ = Play(first, 30).Count();
        _ = Play(second, 3).Count();
        using var stream = new MemoryStream();
        first.SaveState(new BinaryWriter(stream));
        stream.Position = 0;
        second.LoadState(new BinaryReader(stream));
        spent.Clear();
        spentByOther.Clear();
        var observation = new float[4];
        foreach (Environment environment in (Environment[])[first, second])
        {
            environment.Reset(null, observation);
            for (int i = 0; i < 5; i++)
            {
                environment.Step(0, observation);
            }
        }

        Assert.NotEmpty(spent);
        Assert.Equal(spent, spentByOther);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1.1e7)]
    public void ACostThatIsNoneIsRefused(double microseconds) => Assert.Contains(
        "from 0 to 10,000,000 microseconds",
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImposedCost(new CartPole(), microseconds)).Message);

    [Fact]
    public void WorkIsSoManyOperationsAndNoneIsLeftOut()
    {
        Assert.True(CalibratedWork.OperationsPerMicrosecond > 1);
        Assert.InRange(
            CalibratedWork.Operations(1_000), 999.9 * CalibratedWork.OperationsPerMicrosecond,
            1_000.1 * CalibratedWork.OperationsPerMicrosecond);
        Assert.Equal(0, CalibratedWork.Operations(0));
        ulong number = 5;
        for (int i = 0; i < 1_000; i++)
        {
            number = unchecked((number * 6364136223846793005UL) + 1442695040888963407UL);
        }

        Assert.Equal(number, CalibratedWork.Work(1_000, 5));
        Assert.Equal(CalibratedWork.Work(600, CalibratedWork.Work(400, 5)), number);
    }

    [Fact]
    public void ShortWaitsAreOwedUntilAMillisecondIsDue()
    {
        List<int> slept = [];
        var sleep = new OwedSleep(slept.Add);
        sleep.Spend(400);
        sleep.Spend(599);
        Assert.Empty(slept);
        Assert.Equal(999, sleep.Owed);
        sleep.Spend(2_002);
        Assert.Equal([3], slept);
        Assert.True(sleep.Owed < 3_001);
    }

    private static IEnumerable<(float[] Observation, StepResult Result)> Play(Environment environment, int steps)
    {
        var observation = new float[4];
        environment.Reset(11, observation);
        var actions = Pcg64.FromSeed(3);
        for (int i = 0; i < steps; i++)
        {
            StepResult result = environment.Step(actions.Integers(0, 2), observation);
            yield return ([.. observation], result);
            if (result.EpisodeEnded)
            {
                environment.Reset(null, observation);
            }
        }
    }
}
