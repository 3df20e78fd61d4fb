using AsyncRL.Neural;

namespace AsyncRL.Tests.Recorded;

/// <summary>
/// <c>dotnet AsyncRL.Tests.dll</c>: the kernels' name, then the recorded trainings' results as they are now, one per line. With
/// DOTNET_EnableHWIntrinsic=0 they are what <see cref="RecordedTrainings"/> records.
/// </summary>
internal static class Program
{
    public static void Main()
    {
        Console.WriteLine(SimdSupport.Name);
        foreach (RecordedTraining training in RecordedTrainings.All)
        {
            Console.WriteLine($"{training.Name}: {training.Run()}");
        }
    }
}
