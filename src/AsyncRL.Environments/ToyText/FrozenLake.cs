using System.Globalization;
using AsyncRL.Environments.Diagnostic;
using AsyncRL.Environments.Tabular;

namespace AsyncRL.Environments.ToyText;

/// <summary>
/// Frozen lake: cross the ice from the start to the goal without falling into a hole, equal to Gymnasium's <c>FrozenLake-v1</c>
/// step by step. The time limit is the registry's.
/// </summary>
/// <remarks>
/// <para>Observation: one number, row x columns + column, counted from the top left. Actions: 0 left, 1 down, 2 right, 3 up; a
/// move off the map stays where it is. On slippery ice a move goes where it should with the success rate, and to either side of
/// that with half of the rest.</para>
/// <para>Reward: 1 on reaching the goal, otherwise 0. Terminates in the goal and in a hole. With the optimal policy on slippery
/// ice about 74 of 100 episodes reach the goal of the 4 x 4 map within 100 steps.</para>
/// </remarks>
public sealed class FrozenLake : TabularEnvironment, IGridLayout
{
    private const int CellSize = 6; // pixels
    private const char Start = 'S';
    private const char Hole = 'H';
    private const char Goal = 'G';

    private readonly string[] map;

    /// <summary>Creates a lake.</summary>
    /// <param name="desc">
    /// Its rows from the top, all of one length, of the letters S (a start; each equally likely), F (frozen), H (a hole) and G (a
    /// goal, which must be reachable from every start); null for the one that <paramref name="mapName"/> says.
    /// </param>
    /// <param name="isSlippery">Whether moves slip to the sides.</param>
    /// <param name="successRate">On slippery ice, the chance that a move goes where it should, 0 to 1.</param>
    /// <param name="goalReward">The reward on reaching a goal.</param>
    /// <param name="holeReward">The reward on falling into a hole.</param>
    /// <param name="frozenReward">The reward of any other step.</param>
    /// <param name="mapName">4x4 for <see cref="Map4x4"/>, 8x8 for <see cref="Map8x8"/>.</param>
    /// <exception cref="ArgumentException">
    /// The map cannot be played or has no such name, the success rate is no probability, or a reward is not finite.
    /// </exception>
    public FrozenLake(
        [EnvironmentOption("Rows of your own map, in place of map_name: S start, F frozen, H hole, G goal.")]
        IReadOnlyList<string>? desc = null,
        [EnvironmentOption("Whether moves slip to the sides.")] bool isSlippery = true,
        [EnvironmentOption("On slippery ice, the chance that a move goes where it should.", Min = 0, Max = 1)]
        double successRate = 1.0 / 3,
        [EnvironmentOption("The reward on reaching the goal.")] double goalReward = 1,
        [EnvironmentOption("The reward on falling into a hole.")] double holeReward = 0,
        [EnvironmentOption("The reward of any other step.")] double frozenReward = 0,
        [EnvironmentOption("Which of Gymnasium's maps.", Choices = "4x4|8x8")] string mapName = "4x4")
        : base(Table(desc ?? Named(mapName), isSlippery, successRate, (goalReward, holeReward, frozenReward)))
    {
        map = [.. desc ?? Named(mapName)];
    }

    /// <summary>Gymnasium's map of 4 x 4, the one of <c>FrozenLake-v1</c>.</summary>
    public static IReadOnlyList<string> Map4x4 { get; } = Array.AsReadOnly(["SFFF", "FHFH", "FFFH", "HFFG"]);

    /// <summary>Gymnasium's map of 8 x 8, the one of <c>FrozenLake8x8-v1</c>.</summary>
    public static IReadOnlyList<string> Map8x8 { get; } = Array.AsReadOnly(
        ["SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG"]);

    /// <summary>The rows of the lake, from the top.</summary>
    public IReadOnlyList<string> Map => map;

    /// <inheritdoc/>
    public override (int Width, int Height) PreferredSize => (Columns * CellSize, map.Length * CellSize);

    /// <inheritdoc/>
    public override double FramesPerSecond => 4;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ActionNames { get; } = ["left", "down", "right", "up"];

    /// <inheritdoc/>
    public int Rows => map.Length;

    /// <inheritdoc/>
    public int Columns => map[0].Length;

    /// <inheritdoc/>
    public string Arrows => "<v>^";

    /// <inheritdoc/>
    public string CellText(int state)
    {
        CheckState(state);
        char cell = map[state / Columns][state % Columns];
        return cell is Goal or Hole ? cell.ToString() : string.Empty;
    }

    /// <inheritdoc/>
    public override void Draw(PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        for (int y = 0; y < map.Length; y++)
        {
            for (int x = 0; x < Columns; x++)
            {
                GridDrawing.FillCell(canvas, Columns, map.Length, x, y, ColorOf(map[y][x]));
            }
        }

        GridDrawing.FillInside(canvas, Columns, map.Length, State % Columns, State / Columns, new Rgb(213, 94, 0));
    }

    private static Rgb ColorOf(char cell) => cell switch
    {
        Hole => new Rgb(20, 50, 90),
        Goal => new Rgb(0, 158, 115),
        Start => new Rgb(240, 228, 170),
        _ => new Rgb(205, 230, 245),
    };

    private static IReadOnlyList<string> Named(string mapName) => mapName switch
    {
        "4x4" => Map4x4,
        "8x8" => Map8x8,
        _ => throw new ArgumentException(
            $"There is no map '{mapName}' of the frozen lake; the maps are 4x4 and 8x8.", nameof(mapName)),
    };

    private static TransitionTable Table(
        IReadOnlyList<string> map, bool isSlippery, double successRate, (double Goal, double Hole, double Frozen) rewards)
    {
        FrozenLakeMap.Check(map);
        if (!(successRate >= 0 && successRate <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(successRate), string.Create(
                CultureInfo.InvariantCulture,
                $"The success rate {successRate} is not a probability; it must lie between 0 and 1."));
        }

        int columns = map[0].Length;
        int starts = map.Sum(row => row.Count(cell => cell == Start));
        double[] initial = [.. map.SelectMany(row => row).Select(cell => cell == Start ? 1.0 / starts : 0)];
        double failRate = (1 - successRate) / 2;

        return new TransitionTable(actions: 4, initial, (state, action) =>
        {
            if (map[state / columns][state % columns] is Goal or Hole)
            {
                return [new Transition(1, state, 0, true)];
            }

            return isSlippery
                ?
                [
                    Move(failRate, state, (action + 3) % 4),
                    Move(successRate, state, action),
                    Move(failRate, state, (action + 1) % 4),
                ]
                : [Move(1, state, action)];
        });

        Transition Move(double probability, int state, int direction)
        {
            (int x, int y) = direction switch { 0 => (-1, 0), 1 => (0, 1), 2 => (1, 0), _ => (0, -1) };
            x = Math.Clamp((state % columns) + x, 0, columns - 1);
            y = Math.Clamp((state / columns) + y, 0, map.Count - 1);
            char cell = map[y][x];
            double reward = cell switch { Goal => rewards.Goal, Hole => rewards.Hole, _ => rewards.Frozen };
            return new Transition(probability, (y * columns) + x, reward, cell is Goal or Hole);
        }
    }
}
