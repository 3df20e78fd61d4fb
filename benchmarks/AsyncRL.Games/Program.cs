// Prints what random play and the scripted players score: dotnet run -c Release --project benchmarks/AsyncRL.Games
// With `record ID SEED STEPS` it writes down play instead, for benchmarks/peers/games/compare.py.
using System.Globalization;
using AsyncRL.Games;

const int RandomEpisodes = 1000, ScriptedEpisodes = 200;
if (args is ["record", string id, string seed, string steps])
{
    Recording.Write(
        Game.All.Single(g => g.Id == id), ulong.Parse(seed, CultureInfo.InvariantCulture),
        int.Parse(steps, CultureInfo.InvariantCulture), Console.Out);
    return;
}

Console.WriteLine($"{"game",-18} {"random",18} {"scripted",20} {"least",8} {"most",8}");
foreach (Game game in Game.All)
{
    double[] random = game.Play(null, RandomEpisodes, seed: 0);
    double[] scripted = game.Play(game.CreatePlayer(), ScriptedEpisodes, seed: 0);
    Console.WriteLine(
        $"{game.Id,-18} {MeanAndError(random),18} {MeanAndError(scripted),20} {scripted.Min(),8:F1} {scripted.Max(),8:F1}");
}

static string MeanAndError(double[] returns)
{
    double mean = returns.Average();
    double deviation = Math.Sqrt(returns.Sum(r => (r - mean) * (r - mean)) / (returns.Length - 1));
    return $"{mean:F3} +- {deviation / Math.Sqrt(returns.Length):F3}";
}
