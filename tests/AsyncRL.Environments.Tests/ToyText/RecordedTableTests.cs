using AsyncRL.Environments.Tabular;
using AsyncRL.Environments.ToyText;

namespace AsyncRL.Environments.Tests.ToyText;

/// <summary>The tabular worlds against the tables of Gymnasium.</summary>
public class RecordedTableTests
{
    [Theory]
    [InlineData("FrozenLake-v1")]
    [InlineData("FrozenLake8x8-v1")]
    [InlineData("CliffWalking-v1")]
    [InlineData("Taxi-v4")]
    public void EveryTransitionIsGymnasiums(string id)
    {
        var recorded = new RecordedTable(id);
        var model = Assert.IsType<ITabularModel>(EnvironmentRegistry.Default.Make(id).Unwrapped, exactMatch: false);

        Assert.Equal((recorded.States, recorded.Actions), (model.States, model.Actions));
        Assert.Equal(recorded.Initial, model.InitialDistribution.ToArray());
        for (int state = 0; state < model.States; state++)
        {
            for (int action = 0; action < model.Actions; action++)
            {
                Assert.Equal(recorded[state, action], model.Transitions(state, action).ToArray());
            }
        }
    }

    // The generator's doubles are NumPy's, as other tests show; so this is what Gymnasium plays from these seeds.
    [Theory]
    [InlineData("FrozenLake-v1", 0)]
    [InlineData("FrozenLake-v1", 42)]
    [InlineData("FrozenLake8x8-v1", 7)]
    [InlineData("CliffWalking-v1", 1)]
    [InlineData("Taxi-v4", 42)]
    [InlineData("Taxi-v4", 123)]
    public void ASeedPlaysWhatOneDrawPerResetAndStepGivesByTheRecordedTable(string id, ulong seed)
    {
        var recorded = new RecordedTable(id);
        var drawn = Pcg64.FromSeed(seed);
        Environment environment = EnvironmentRegistry.Default.Make(id).Unwrapped;
        var observation = new float[1];
        var played = new HashSet<int>();
        int state = -1;
        for (int i = 0; i < 3000; i++)
        {
            if (state < 0)
            {
                environment.Reset(i == 0 ? seed : null, observation);
                state = RecordedTable.Categorical(recorded.Initial, drawn.NextDouble());
                Assert.Equal(state, observation[0]);
            }

            int action = i * 31 % 997 % recorded.Actions;
            List<Transition> outcomes = recorded[state, action];
            Transition expected = outcomes[RecordedTable.Categorical(outcomes.Select(x => x.Probability), drawn.NextDouble())];
            Assert.Equal(new StepResult(expected.Reward, expected.Terminated), environment.Step(action, observation));
            Assert.Equal(expected.Next, observation[0]);
            played.Add(expected.Next);
            state = expected.Terminated ? -1 : expected.Next;
        }

        Assert.True(played.Count > 6, $"{played.Count} states");
    }

    [Fact]
    public void TheTaxiOfSeed42StartsWhereGymnasiumsDoes()
    {
        var observation = new float[1];
        new Taxi().Reset(42, observation);
        Assert.Equal(386, observation[0]);
    }

    [Fact]
    public void OnGroundThatIsNotSlipperyMovesGoWhereTheyShould()
    {
        var recorded = new RecordedTable("FrozenLake-v1");
        var lake = new FrozenLake(isSlippery: false);
        for (int state = 0; state < lake.States; state++)
        {
            for (int action = 0; action < lake.Actions; action++)
            {
                // Of three recorded transitions the one in the middle is the move that was meant.
                List<Transition> slippery = recorded[state, action];
                Assert.Equal([slippery[slippery.Count / 2] with { Probability = 1 }], lake.Transitions(state, action).ToArray());
            }
        }
    }

    [Fact]
    public void ASlipperyCliffGivesEachOfThreeMovesATimeInThree()
    {
        var recorded = new RecordedTable("CliffWalking-v1");
        var cliff = (ITabularModel)EnvironmentRegistry.Default.Make("CliffWalkingSlippery-v1");
        Assert.Equal(recorded.Initial, cliff.InitialDistribution.ToArray());
        for (int state = 0; state < cliff.States; state++)
        {
            for (int action = 0; action < cliff.Actions; action++)
            {
                Transition[] expected = [.. new[] { action + 3, action, action + 1 }.Select(
                    a => recorded[state, a % 4].Single() with { Probability = 1.0 / 3 })];
                Assert.Equal(expected, cliff.Transitions(state, action).ToArray());
            }
        }
    }

    [Fact]
    public void TheMaskOfTheTaxiAllowsWhatChangesTheStateAndNothingElse()
    {
        var recorded = new RecordedTable("Taxi-v4");
        Taxi taxi = new(), unmasked = new(masksActions: false);
        var legal = new bool[6];
        Assert.True(taxi.HasActionMask);
        Assert.False(unmasked.HasActionMask);
        for (int state = 0; state < recorded.States; state++)
        {
            PutInto(taxi, state);
            taxi.WriteActionMask(legal);
            Assert.Equal(Enumerable.Range(0, 6).Select(a => recorded[state, a].Single().Next != state), legal);
            PutInto(unmasked, state);
            unmasked.WriteActionMask(legal);
            Assert.DoesNotContain(false, legal);
        }

        Assert.Throws<ArgumentException>(() => taxi.WriteActionMask(new bool[5]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(16)]
    public void ASavedStateThatIsNotOfThisWorldIsRefused(int state)
    {
        var error = Assert.Throws<InvalidDataException>(() => PutInto(new FrozenLake(), state));
        Assert.StartsWith(
            $"The saved state of FrozenLake is number {state}, but the states are 0 to 15", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheRegistryHasGymnasiumsLimitsAndThresholds()
    {
        static (int?, double?) Of(string id) =>
            (EnvironmentRegistry.Default.Find(id).MaxEpisodeSteps, EnvironmentRegistry.Default.Find(id).RewardThreshold);

        Assert.Equal((100, 0.70), Of("FrozenLake-v1"));
        Assert.Equal((200, 0.85), Of("FrozenLake8x8-v1"));
        Assert.Equal((null, null), Of("CliffWalking-v1"));
        Assert.Equal((null, null), Of("CliffWalkingSlippery-v1"));
        Assert.Equal((200, 8), Of("Taxi-v4"));
        Assert.Equal((null, null), Of("Blackjack-v1"));
    }

    // The number of the state is what is saved last.
    private static void PutInto(TabularEnvironment environment, int state)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        environment.SaveState(writer);
        memory.Position = memory.Length - sizeof(int);
        writer.Write(state);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        environment.LoadState(reader);
        Assert.Equal(state, environment.State);
    }
}
