using System.Globalization;
using System.Text;
using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Gtp;

/// <summary>What a search knows, as lines that Sabaki and others read.</summary>
internal static class GtpAnalysis
{
    private const int LongestVariation = 12;
    private const int MostMoves = 20;

    /// <summary>One <c>info move ...</c> for each move, the best first, all on one line; nothing where nothing was
    /// searched.</summary>
    /// <param name="search">The search.</param>
    /// <param name="fractions">Whether rates are 0 to 1, as KataGo's, or whole numbers to 10,000, as Leela Zero's.</param>
    public static string Line(TreeSearch search, bool fractions)
    {
        Game game = search.Game;
        var moves = new MoveStatistics[game.Moves];
        int count = search.WriteMoves(moves);
        int chosen = search.ChooseMove();
        MoveStatistics[] best =
        [
            .. moves.Take(count).Where(m => m.Visits > 0 || m.Move == chosen)
                .OrderByDescending(m => m.Move == chosen).ThenByDescending(m => m.Visits).Take(MostMoves),
        ];
        var text = new StringBuilder();
        var variation = new int[LongestVariation];
        for (int order = 0; order < best.Length; order++)
        {
            MoveStatistics move = best[order];
            float rate = Rate(move.Proven switch { Proof.Win => 1, Proof.Loss => -1, Proof.Draw => 0, _ => move.Value });
            int length = search.WriteVariation(move.Move, variation);
            text.Append(CultureInfo.InvariantCulture, $"{(order > 0 ? " " : string.Empty)}info move {game.MoveText(move.Move)} ")
                .Append(CultureInfo.InvariantCulture, $"visits {move.Visits} winrate {Number(rate)} ")
                .Append(CultureInfo.InvariantCulture, $"prior {Number(Prior(move, search))} lcb {Number(Rate(move.LowerBound))} ")
                .Append(CultureInfo.InvariantCulture, $"order {order} pv")
                .AppendJoin(string.Empty, variation.Take(length).Select(m => $" {game.MoveText(m)}"));
        }

        return text.ToString();

        // Sabaki takes a number without a point for one of 10,000.
        string Number(float value) => fractions
            ? value.ToString("0.0#####", CultureInfo.InvariantCulture)
            : ((int)Math.Round(10_000 * value)).ToString(CultureInfo.InvariantCulture);
    }

    // Values are -1 to 1, rates 0 to 1.
    private static float Rate(float value) => Math.Clamp((value + 1) / 2, 0, 1);

    // What a search without a network knows before is no probability; visits stand for one. With a network it is the policy, and
    // such a search has a root of its own kind.
    private static float Prior(MoveStatistics move, TreeSearch search) => Math.Clamp(
        search.RootControl is not null ? move.Prior : (float)move.Visits / Math.Max(1, search.Visits), 0, 1);
}
