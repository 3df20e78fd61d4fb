using System.Globalization;
using System.Text.Json;
using AsyncRL.Environments.Tabular;

namespace AsyncRL.Environments.Tests.ToyText;

/// <summary>A transition table as it was read out of Gymnasium.</summary>
internal sealed class RecordedTable
{
    private readonly List<List<Transition>> pairs = [];

    public RecordedTable(string id)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", id + ".json")));
        Initial = [.. document.RootElement.GetProperty("initial_state_distribution").EnumerateArray().Select(x => x.GetDouble())];
        JsonElement states = document.RootElement.GetProperty("transitions");
        Actions = states.GetProperty("0").EnumerateObject().Count();
        for (int state = 0; state < Initial.Length; state++)
        {
            JsonElement actions = states.GetProperty(state.ToString(CultureInfo.InvariantCulture));
            for (int action = 0; action < Actions; action++)
            {
                pairs.Add([.. actions.GetProperty(action.ToString(CultureInfo.InvariantCulture)).EnumerateArray().Select(
                    x => new Transition(x[0].GetDouble(), x[1].GetInt32(), x[2].GetDouble(), x[3].GetBoolean()))]);
            }
        }
    }

    public double[] Initial { get; }

    public int States => Initial.Length;

    public int Actions { get; }

    public List<Transition> this[int state, int action] => pairs[(state * Actions) + action];

    /// <summary>Gymnasium's rule: the first index at which the cumulated probabilities exceed the draw.</summary>
    public static int Categorical(IEnumerable<double> probabilities, double drawn)
    {
        double sum = 0;
        return probabilities.Select(p => sum += p).ToList().FindIndex(cumulated => cumulated > drawn);
    }
}
