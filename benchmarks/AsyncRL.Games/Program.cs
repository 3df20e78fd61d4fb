// Prints what random play and the scripted players score: dotnet run -c Release --project benchmarks/AsyncRL.Games
using AsyncRL.Games;

const int RandomEpisodes = 1000, ScriptedEpisodes = 200;
Console.WriteLine($"{"game",-18} {"random",18} {"scripted",18} {"least",8} {"most",8}");
foreach (Game game in Game.All)
{
    double[] random = game.Play(null, RandomEpisodes, seed: 0);
    double[] scripted = game.Play(game.CreatePlayer(), ScriptedEpisodes, seed: 0);
    Console.WriteLine(
        $"{game.Id,-18} {MeanAndError(random),18} {MeanAndError(scripted),18} {scripted.Min(),8:F1} {scripted.Max(),8:F1}");
}

static string MeanAndError(double[] returns)
{
    double mean = returns.Average();
    double deviation = Math.Sqrt(returns.Sum(r => (r - mean) * (r - mean)) / (returns.Length - 1));
    return $"{mean:F3} +- {deviation / Math.Sqrt(returns.Length):F3}";
}
