using System.Text.Json;
using AsyncRL.Environments.ClassicControl;

namespace AsyncRL.Environments.Tests;

/// <summary>Numbers recorded from Gymnasium itself, in Data.</summary>
public class GymnasiumTests
{
    // NumPy's vectorised sine and cosine differ from the C library's in the last bit now and then, and a pole that is kept
    // upright by recorded actions doubles such a difference every few steps: the same happens to Gymnasium itself between two
    // machines. Episodes therefore run free for 150 steps; from there on each step starts from the recorded observation.
    private const int FreeSteps = 150;
    private const double Tolerance = 2e-6;

    [Theory]
    [InlineData("CartPole-v1")]
    [InlineData("Acrobot-v1")]
    [InlineData("MountainCar-v0")]
    [InlineData("MountainCarContinuous-v0")]
    [InlineData("Pendulum-v1")]
    public void TwoResetsAfterEverySeedGiveGymnasiumsObservations(string id)
    {
        using JsonDocument document = Read("seeds");
        Environment environment = EnvironmentRegistry.Default.Make(id);
        var observation = new float[environment.ObservationSpace.Length];
        foreach (JsonProperty seed in document.RootElement.GetProperty("resets").GetProperty(id).EnumerateObject())
        {
            environment.Reset(ulong.Parse(seed.Name, System.Globalization.CultureInfo.InvariantCulture), observation);
            AssertClose(seed.Value[0], observation, 0, $"{id} seed {seed.Name}");
            environment.Reset(null, observation);
            AssertClose(seed.Value[1], observation, 0, $"{id} seed {seed.Name}, second reset");
        }
    }

    [Theory]
    [InlineData("CartPole-v1")]
    [InlineData("Acrobot-v1")]
    [InlineData("MountainCar-v0")]
    [InlineData("MountainCarContinuous-v0")]
    [InlineData("Pendulum-v1")]
    public void EveryStepOfTheRecordedEpisodesIsGymnasiums(string id)
    {
        using JsonDocument document = Read(id);
        int steps = 0;
        foreach (JsonElement episode in document.RootElement.GetProperty("episodes").EnumerateArray())
        {
            Environment environment = EnvironmentRegistry.Default.Make(id);
            var observation = new float[environment.ObservationSpace.Length];
            environment.Reset(0, observation);
            SetState(
                environment.Unwrapped, [.. episode.GetProperty("initial_state").EnumerateArray().Select(x => x.GetDouble())]);
            int elapsed = 0;
            foreach (JsonElement step in episode.GetProperty("steps").EnumerateArray())
            {
                string where = $"{id} step {elapsed} of an episode";
                StepResult result = environment.ActionSpace is Discrete
                    ? environment.Step(step[0].GetInt32(), observation)
                    : environment.Step(step[0].EnumerateArray().Select(x => x.GetSingle()).ToArray(), observation);
                AssertClose(step[1], observation, Tolerance, where);
                Assert.True(
                    Math.Abs(step[2].GetDouble() - result.Reward) <= Tolerance,
                    $"{where}: reward {result.Reward}, Gymnasium's {step[2]}");
                Assert.Equal((step[3].GetBoolean(), step[4].GetBoolean()), (result.Terminated, result.Truncated));
                if (++elapsed >= FreeSteps)
                {
                    SetState(
                        environment.Unwrapped,
                        StateOf(environment.Unwrapped, [.. step[1].EnumerateArray().Select(x => x.GetDouble())]));
                }

                steps++;
            }
        }

        Assert.True(steps > 100);
    }

    private static void SetState(Environment environment, double[] state)
    {
        switch (environment)
        {
            case CartPole cartPole:
                (cartPole.Model.Position, cartPole.Model.Velocity, cartPole.Model.Angle, cartPole.Model.AngularVelocity)
                    = (state[0], state[1], state[2], state[3]);
                break;
            case Acrobot acrobot:
                acrobot.State = new AcrobotState(state[0], state[1], state[2], state[3]);
                break;
            case MountainCar car:
                (car.Position, car.Velocity) = (state[0], state[1]);
                break;
            case MountainCarContinuous car:
                (car.Position, car.Velocity) = (state[0], state[1]);
                break;
            case Pendulum pendulum:
                (pendulum.Angle, pendulum.AngularVelocity) = (state[0], state[1]);
                break;
            default:
                throw new ArgumentException($"No recorded states are known for {environment}.", nameof(environment));
        }
    }

    private static double[] StateOf(Environment environment, double[] observation) => environment switch
    {
        Acrobot =>
        [
            Math.Atan2(observation[1], observation[0]), Math.Atan2(observation[3], observation[2]), observation[4], observation[5]
        ],
        Pendulum => [Math.Atan2(observation[1], observation[0]), observation[2]],
        _ => observation,
    };

    private static JsonDocument Read(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", name + ".json")));

    private static void AssertClose(JsonElement expected, float[] actual, double tolerance, string where)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            double difference = Math.Abs(expected[i].GetDouble() - actual[i]);
            Assert.True(difference <= tolerance, $"{where}: observation {i} is {actual[i]:R}, Gymnasium's {expected[i]}");
        }
    }
}
