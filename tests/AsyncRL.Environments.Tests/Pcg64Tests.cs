namespace AsyncRL.Environments.Tests;

/// <summary>Expected numbers are NumPy 1.24's.</summary>
public class Pcg64Tests
{
    [Fact]
    public void EveryKindOfDrawEqualsNumPysInOneStream()
    {
        var random = Pcg64.FromSeed(42);
        int[] integers = new int[5];
        for (int i = 0; i < integers.Length; i++)
        {
            integers[i] = random.Integers(0, 6);
        }

        Assert.Equal([0, 4, 3, 2, 2], integers);
        Assert.Equal(0.6973680290593639, random.NextDouble());
        Assert.Equal(858597, random.Integers(-3, 1_000_000));
        Assert.Equal(0.20146948099136353f, random.NextSingle());
        Assert.Equal(17997055833233904524UL, random.NextUInt64());
    }

    [Fact]
    public void BoundedIntegersStayEqualToNumPysThroughTenThousandDrawsWithRejections()
    {
        var random = Pcg64.FromSeed(2024);
        Int128 digest = 0;
        for (int i = 0; i < 10_000; i++)
        {
            digest = ((digest * 31) + random.Integers(0, 1_500_000_000)) % ((Int128.One << 61) - 1);
        }

        Assert.Equal(307630782457651342L, (long)digest);
        Assert.StartsWith("602c143943f295b3fc6cf2b1200bab34", random.State, StringComparison.Ordinal);
    }

    [Fact]
    public void AGeneratorOfASpawnKeyEqualsNumPys()
    {
        var random = new Pcg64(new SeedSequence(42, 3, 1));

        Assert.Equal(0.5369045749412591, random.NextDouble());
        Assert.Equal(0.03320109027129044, random.Uniform(-0.05, 0.05));
    }

    [Fact]
    public void ARangeOfOneValueDrawsNothing()
    {
        var random = Pcg64.FromSeed(1);
        string before = random.State;

        Assert.Equal(5, random.Integers(5, 6));
        Assert.Equal(before, random.State);
    }

    [Fact]
    public void AnEmptyRangeIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Pcg64.FromSeed(1).Integers(3, 3));

    [Fact]
    public void ALoadedStateGoesOnWhereTheSavedOneStoppedTheSpareHalfIncluded()
    {
        var saved = Pcg64.FromSeed(9);
        saved.NextUInt32();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        saved.Save(writer);
        stream.Position = 0;
        var loaded = Pcg64.FromSeed(0);
        using var reader = new BinaryReader(stream);
        loaded.Load(reader);

        Assert.Equal(saved.State, loaded.State);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(saved.NextUInt32(), loaded.NextUInt32());
        }

        Assert.Equal(saved.NextUInt64(), loaded.NextUInt64());
    }

    [Fact]
    public void ADamagedStateIsRefused()
    {
        using var reader = new BinaryReader(new MemoryStream(new byte[64]));
        Assert.Throws<InvalidDataException>(() => Pcg64.FromSeed(0).Load(reader));
    }

    [Fact]
    public void NormalAndExponentialNumbersHaveTheirMoments()
    {
        var random = Pcg64.FromSeed(3);
        const int Count = 200_000;
        double sum = 0, squares = 0, exponential = 0;
        for (int i = 0; i < Count; i++)
        {
            double normal = random.Normal();
            sum += normal;
            squares += normal * normal;
            exponential += random.Exponential();
        }

        Assert.InRange(sum / Count, -0.012, 0.012);           // 5 standard errors
        Assert.InRange(squares / Count, 1 - 0.016, 1 + 0.016);
        Assert.InRange(exponential / Count, 1 - 0.012, 1 + 0.012);
    }

    [Fact]
    public void GeneratorsFromEntropyDiffer() => Assert.NotEqual(Pcg64.FromEntropy().State, Pcg64.FromEntropy().State);
}
